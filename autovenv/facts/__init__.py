"""From a directory to Facts for the planner, and from a plan that lacks something to one that stands."""
