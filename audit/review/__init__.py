"""The review of a changed template: what a person wants to know before the lines themselves."""

from audit.review.review import Review, Section, review

__all__ = ["Review", "Section", "review"]
