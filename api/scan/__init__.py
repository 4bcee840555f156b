"""From sources that a person names to events in the history, in this process or in several."""
