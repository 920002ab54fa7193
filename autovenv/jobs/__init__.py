"""Work behind the prompt: a job is one detached process that installs one project's packages. Files tell how it stands."""
