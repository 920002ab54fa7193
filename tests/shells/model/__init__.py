"""Random sequences of what users do, in real shells, compared after each step with a model of what they may expect.

- `model_disk`, `model_shell`: the model. Projects and environments; VIRTUAL_ENV, PATH, prompt and `deactivate` of each shell.
- `step`, `steps_…`: what users do. When it can be done, what is typed, what it does to the model.
- `draw`: which step comes next. A step that the model can't follow is not ready: its `ready` gives the reason.
- `real_disk`, `real_shell`: the same steps typed into a real shell, and what is seen.
- `sequences`, `shorten`: sequences one after the other; a failure told as a transcript without what it does not need.
"""
