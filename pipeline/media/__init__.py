"""Files and streams: finding them, decoding them, and the time and pixels of each picture."""
