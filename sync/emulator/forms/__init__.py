"""Google Forms: the API, the page that respondents fill in, and the notifications about both."""
