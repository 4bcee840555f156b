"""HTTP: routes by noun, who may use them, and what is refused."""  # noqa: A005  # nothing in api/ is run as a script
