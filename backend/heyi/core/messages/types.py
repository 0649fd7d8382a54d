"""The EIP-712 type of every message by its builder in `builders`, in the words of the interfaces' NatSpec."""

__all__ = ["TYPES"]

TYPES = {
    "consent": "Consent(string sentence,address onBehalfOf,Terms terms,uint256 deadline)",
    "offer": "Offer(string sentence,address onBehalfOf,Terms terms,address acceptor,uint32 times,uint256 deadline)",
    "amendment": "Amendment(string sentence,address onBehalfOf,bytes32 agreement,Terms terms,uint256 deadline)",
    "notice": "Notice(string sentence,address onBehalfOf,bytes32 agreement,uint256 deadline)",
    "ending": "Ending(string sentence,address onBehalfOf,bytes32 agreement,uint24 endPeriod,uint256 deadline)",
    "message_withdrawal": "Withdrawal(string sentence,address onBehalfOf,bytes32 message,uint256 deadline)",
    "challenge": (
        "Challenge(string sentence,address onBehalfOf,bytes32 agreement,"
        "bytes32 subject,uint32 period,bytes32 reason,uint256 deadline)"
    ),
    "publication": "Publication(string sentence,address onBehalfOf,Tender tender,uint256 deadline)",
    "tender_withdrawal": "TenderWithdrawal(string sentence,address onBehalfOf,bytes32 tender,uint256 deadline)",
    "bid": "Bid(string sentence,address onBehalfOf,bytes32 tender,bytes32 offer,uint96 price,uint256 deadline)",
    "report": "Report(uint32 period,Statement[] statements)",
    "correction": "Correction(uint32 period,uint32 bookedIn,uint256 nonce,Statement[] statements)",
    "decision": ("Decision(bytes32 subject,uint32 period,uint256 dispute,bool upheld,bytes32 ruling,uint256 deadline)"),
    "rotate_node": "RotateNode(address node,address newNode,uint256 nonce,uint256 deadline)",
    "found": "Found(Charter charter,uint256 deadline)",
    "admit": "Admit(address member,uint64 units,uint256 nonce,uint256 deadline)",
    "change_units": "ChangeUnits(address[] members,uint64[] units,uint256 nonce,uint256 deadline)",
    "leave": "Leave(address member,uint256 nonce,uint256 deadline)",
    "elect": "Elect(address leader,uint256 nonce,uint256 deadline)",
    "succeed": "Succeed(address challenger,uint64 units,bytes32 offer,uint256 nonce,uint256 deadline)",
    "set_allowance": "SetAllowance(uint96 allowance,uint256 nonce,uint256 deadline)",
    "name_committee": "NameCommittee(address[] nodes,uint256 quorum,uint256 nonce,uint256 deadline)",
    "spend": "Spend(address receiver,uint256 amount,bytes32 purpose,uint256 nonce,uint256 deadline)",
    "endorsement": "Endorsement(address asker,bytes32 digest)",
    "treasury_withdrawal": (
        "Withdrawal(address owner,address token,uint256 amount,address to,uint256 nonce,uint256 deadline)"
    ),
    "transfer": "Transfer(address owner,address receiver,uint256 id,uint256 amount,uint256 nonce,uint256 deadline)",
    "set_operator": "SetOperator(address owner,address operator,bool approved,uint256 nonce,uint256 deadline)",
    "permit": "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
    "redemption": "Redemption(address owner,uint256 amount,bytes32 reference,uint256 nonce,uint256 deadline)",
}
