"""From a notebook that somebody handed in to points: built from the lesson, run in a closed box."""
