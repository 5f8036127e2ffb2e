"""The template can be judged at all, and what is judged is what is deployed."""

from policies.whole_template.known_types import KnownTypes
from policies.whole_template.no_parameters import NoParameters
from policies.whole_template.no_transforms import NoTransforms
from policies.whole_template.not_empty import NotEmpty
from policies.whole_template.sound_rules import SoundRules
from policies.whole_template.unconditional import Unconditional

__all__ = ["POLICIES"]

POLICIES = (
    NotEmpty(),
    KnownTypes(),
    SoundRules(),
    NoTransforms(),
    Unconditional(),
    NoParameters(),
)
