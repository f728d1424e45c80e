"""Settings of all tests."""

from hypothesis import settings

# A wall clock proves nothing on a machine that others use too.
settings.register_profile("kmviz", deadline=None, print_blob=True)
settings.load_profile("kmviz")
