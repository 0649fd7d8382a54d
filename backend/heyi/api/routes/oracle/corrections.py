"""Corrections: figures that are final and read otherwise now, signed by nodes to be booked in the open period."""

from fastapi import APIRouter

from heyi.api.routes.oracle.models import CorrectingModel, CorrectionsModel, Node, Period
from heyi.api.routes.oracle.told import (
    batch_models,
    board_of,
    read_address,
    read_period,
    read_signature,
    read_statements,
)
from heyi.api.service import TheService
from heyi.processes.attesting import Board, Booking

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/oracle", tags=["oracle"])


@router.get("/periods/{period}/corrections")
def corrections(period: Period, service: TheService) -> CorrectionsModel:
    """Corrections of a period that nodes have signed; anyone may carry those that are ready to the chain."""
    board = board_of(service)
    return _corrections(board, read_period(board, period))


@router.put("/periods/{period}/corrections/{node}")
def correct(period: Period, node: Node, correcting: CorrectingModel, service: TheService) -> CorrectionsModel:
    """A node signs a correction of figures that it offers, good until another is booked or the open period ends."""
    board = board_of(service)
    number, statements = read_period(board, period), read_statements(correcting.statements)
    booking = Booking(number, read_period(board, correcting.bookedIn), int(correcting.nonce))
    board.correct(booking, read_address(node), statements, read_signature(correcting.signature))
    return _corrections(board, number)


def _corrections(board: Board, period: int) -> CorrectionsModel:
    rules, found = board.rules(period), board.corrections(period)
    booking = found[0].booking if found else Booking(period, rules.open_period, rules.nonce)
    written = board.calendar.format
    return CorrectionsModel(
        period=written(period),
        bookedIn=written(booking.booked_in),
        nonce=str(booking.nonce),
        batches=batch_models(found),
    )
