"""`.envrc` without bash: tokenizer, parser, evaluator of the declarative forms. No process is started, nothing is written."""
