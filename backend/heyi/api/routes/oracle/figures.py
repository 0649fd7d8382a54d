"""Figures: what each node has read, what a quorum agrees on, and the batches that are signed."""

from fastapi import APIRouter

from heyi.api.routes.oracle.models import AttestationModel, BatchesModel, FiguresModel, Node, OfferModel, Period
from heyi.api.routes.oracle.told import (
    batches_model,
    board_of,
    figures_model,
    read_address,
    read_period,
    read_signature,
    read_statements,
)
from heyi.api.service import TheService

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/oracle", tags=["oracle"])


@router.get("/periods/{period}")
def figures(period: Period, service: TheService) -> FiguresModel:
    """Every node's figures, what a quorum agrees on, and what nodes differ on."""
    board = board_of(service)
    return figures_model(period, board.figures(read_period(board, period)))


@router.put("/periods/{period}/figures/{node}")
def offer(period: Period, node: Node, offered: OfferModel, service: TheService) -> FiguresModel:
    """A node offers its figures. The last offer once more changes nothing; an earlier one is refused."""
    board = board_of(service)
    number, statements = read_period(board, period), read_statements(offered.statements)
    board.offer(number, read_address(node), offered.sequence, statements, read_signature(offered.signature))
    return figures_model(period, board.figures(number))


@router.put("/periods/{period}/attestations/{node}")
def attest(period: Period, node: Node, attested: AttestationModel, service: TheService) -> BatchesModel:
    """A node signs a batch of figures that it offers."""
    board = board_of(service)
    number, statements = read_period(board, period), read_statements(attested.statements)
    board.attest(number, read_address(node), statements, read_signature(attested.signature))
    return batches_model(period, board.batches(number))


@router.get("/periods/{period}/batches")
def batches(period: Period, service: TheService) -> BatchesModel:
    """The batches that nodes have signed; anyone may post those that are ready."""
    board = board_of(service)
    return batches_model(period, board.batches(read_period(board, period)))
