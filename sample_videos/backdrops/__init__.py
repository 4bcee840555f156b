"""Close views of places in which nothing stands, painted flat, and what glares and casts shadows there."""
