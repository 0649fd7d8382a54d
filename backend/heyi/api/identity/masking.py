"""Takes out of answers what whoever asks may not see. Routes answer as if to everybody; this comes last, and for all.

`Masked` is the class of routes whose answers may tell somebody's pay; streams mask piece by piece, with the same eyes.
Where pay is open nothing is looked at: nobody is asked who they are.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel

from heyi.api.identity.looking import Looking
from heyi.api.identity.permissions import Role, Verb, role_for
from heyi.api.identity.viewer import Viewer, viewer_of
from heyi.api.models.privacy import Personal, Whose
from heyi.api.service import Service

__all__ = ["Eyes", "Masked", "TheEyes", "eyes_of"]

NOBODYS = Whose()


@dataclass(frozen=True)
class Eyes:
    """viewer: None where everybody sees everything."""

    viewer: Viewer | None = None

    @property
    def see_all(self) -> bool:
        """Whether nothing is hidden from them, whosever it is."""
        return self.viewer is None or role_for(self.viewer, Verb.READ_PAY) is not None

    @property
    def name(self) -> str:
        """The same for two who see the same of everything, as far as that can be told without looking."""
        if self.viewer is None:
            return ""
        if self.see_all:
            return "all"
        reads = self.viewer.key is None or Verb.READ_PAY in self.viewer.key.scopes
        return str(self.viewer.address) if self.viewer.address is not None and reads else "nobody"

    def see(self, whose: Whose) -> bool:
        """Whether they may see it. That others' pay is seen is noted for the audit log."""
        if self.viewer is None or not whose.persons:
            return True
        role = role_for(self.viewer, Verb.READ_PAY, whose.persons | whose.insiders | whose.units)
        if role is not None and role is not Role.PARTY:
            self.viewer.deed.showed, self.viewer.deed.role = Verb.READ_PAY.value, role.value
        return role is not None

    def mask(self, answer: Any, look: Looking, outer: Whose = NOBODYS) -> None:
        """Takes out of an answer, in its place, what they may not see."""
        if isinstance(answer, BaseModel):
            if isinstance(answer, Personal):
                outer = answer.whose(outer, look)
                if not self.see(outer):
                    answer.hide()
            for name in type(answer).model_fields:
                self.mask(getattr(answer, name), look, outer)
        elif isinstance(answer, list):
            for each in answer:
                self.mask(each, look, outer)


def eyes_of(request: Request) -> Eyes:
    """Asks who somebody is only where that matters."""
    service: Service = request.app.state.service
    return Eyes(viewer_of(request)) if service.access.hides_pay else Eyes()


TheEyes = Annotated[Eyes, Depends(eyes_of)]


class Masked(APIRoute):
    """A route whose answers are masked."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, masked(endpoint), **options)


def masked(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The function of a route, with its answer masked."""
    if inspect.iscoroutinefunction(endpoint) or getattr(endpoint, "is_masked", False):
        return endpoint  # streams mask for themselves
    signature = inspect.signature(endpoint)
    kind = inspect.Parameter.KEYWORD_ONLY
    extra = [
        inspect.Parameter("heyi_eyes", kind, annotation=TheEyes),
        inspect.Parameter("heyi_request", kind, annotation=Request),
    ]

    @wraps(endpoint)
    def answered(*args: Any, heyi_eyes: Eyes, heyi_request: Request, **given: Any) -> Any:
        answer = endpoint(*args, **given)
        if heyi_eyes.viewer is not None and isinstance(answer, BaseModel | list):
            look = Looking(heyi_eyes.viewer.service)
            heyi_eyes.mask(answer, look, _outer(look, heyi_request))
        return answer

    parameters: Iterable[inspect.Parameter] = (*signature.parameters.values(), *extra)
    answered.__signature__ = signature.replace(parameters=list(parameters))  # type: ignore[attr-defined]
    answered.is_masked = True  # type: ignore[attr-defined]
    return answered


def _outer(look: Looking, request: Request) -> Whose:
    """What a path is about: of an agreement its parties."""
    agreement = request.path_params.get("agreement")
    return NOBODYS if agreement is None else look.parties(str(agreement).lower())
