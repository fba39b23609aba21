"""The wire: what Google's front end does with a request before and after any one API: routes, checks, masks,
errors.
"""
