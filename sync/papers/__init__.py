"""Papers as files: the house style in which a paper becomes DOCX."""
