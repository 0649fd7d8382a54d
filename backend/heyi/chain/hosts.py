"""What the host of a URL is: this machine, one of the internet, or neither. Nobody is asked."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

__all__ = ["is_loopback", "is_public"]

_NAT64 = IPv6Network("64:ff9b::/96")  # to addresses of IPv4
_LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")  # to whatever a network has chosen


def is_loopback(host: str) -> bool:
    """Whether a host, by its name or address, is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(text: str) -> bool:
    """Whether an address is one of the internet, also where one is written inside another."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address in _LOCAL_NAT64:
        return False
    inner = _inside(address) if isinstance(address, IPv6Address) else None
    found = [address, inner] if inner is not None else [address]
    return all(each.is_global and not each.is_multicast and not each.is_reserved for each in found)


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that it stands for on the way through a gateway."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
