c = get_config()  # noqa: F821

# A lesson with its solutions lives where it is read, not in a folder called "source".
c.CourseDirectory.source_directory = "notebooks"
