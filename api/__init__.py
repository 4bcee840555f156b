"""The way in: configuration, command line, HTTP, web page."""
