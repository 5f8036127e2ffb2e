"""SECRET-5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policies.finding import Finding, Outcome, Violation, describe
from policies.policy import Policy
from policies.rules import Rules
from policies.secret.suspicion import named_as_secret
from policies.template import Template, dig


class Parameters(Policy):
    """Parameters of templates."""

    id = "SECRET-5"
    title = "No parameter of the template carries a secret."
    rationale = "Whoever types a secret knows it, and so does the history of a shell."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "security-best-practices.html; client requirement: no plain secret"
    )
    remedy = "Generate the secret in the stack instead of a CfnParameter."

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        """One row a parameter that looks like a secret, else one row for the template."""
        parameters = template.document.get("Parameters")
        names = parameters if isinstance(parameters, Mapping) else {}
        suspects = [name for name in names if _is_secret(str(name), names[name])]
        for name in suspects:
            said = Violation(f"Parameters.{name}", "…", "no parameter for a secret")
            yield Finding(self.id, Outcome.VIOLATION, "", "", "", describe(said))
        if not suspects:
            yield Finding(self.id, Outcome.COMPLIANT, "", "", "")


def _is_secret(name: str, definition: object) -> bool:
    return named_as_secret(name) or str(dig(definition, "NoEcho")).lower() == "true"
