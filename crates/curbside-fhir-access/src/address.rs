//! Addresses that a name may lead to. A listed name that leads inside, by mistake or by
//! somebody's hand on the DNS, is not followed.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

/// Where a name may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// To public addresses.
    Public,
    /// To loopback and public addresses.
    Loopback,
    /// Anywhere.
    Private,
}

/// A name led to no address that is allowed.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to addresses that are not allowed")]
pub(crate) struct NotAllowed;

/// The system's resolver, with the addresses that are not allowed left out.
pub(crate) struct Resolver(pub Arc<BTreeMap<String, Reach>>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0.get(name.as_str()).copied().unwrap_or(Reach::Public);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let good: Vec<SocketAddr> = found.filter(|a| allowed(a.ip(), reach)).collect();
            if good.is_empty() {
                return Err(NotAllowed.into());
            }
            Ok(Box::new(good.into_iter()) as Addrs)
        })
    }
}

fn allowed(ip: IpAddr, reach: Reach) -> bool {
    match reach {
        Reach::Private => true,
        Reach::Loopback => ip.is_loopback() || is_public(ip),
        Reach::Public => is_public(ip),
    }
}

/// Whether an address is one of the open internet.
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => public_v4(ip),
        IpAddr::V6(ip) => public_v6(ip),
    }
}

fn public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        // This network; carriers' NAT; protocol assignments; benchmarks; reserved and broadcast.
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240;
    !special
}

fn public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match s {
        // Mapped and translated addresses are what they lead to.
        [0, 0, 0, 0, 0, 0xffff, h, l] | [0x64, 0xff9b, 0, 0, 0, 0, h, l] => v4(h, l),
        [0x2002, h, l, ..] => v4(h, l),
        // Teredo, benchmarks and other assignments of protocols; documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, ..] => false,
        // Only 2000::/3 is given out.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_is_told_from_outside() {
        let inside = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "192.0.2.1",
            "::",
            "::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "3fff::1",
            "::127.0.0.1",
        ];
        for ip in inside {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        let outside = [
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "193.0.0.1",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
        ];
        for ip in outside {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_followed() {
        let of = |reach| Resolver(Arc::new(BTreeMap::from([("localhost".to_string(), reach)])));
        let name = || "localhost".parse::<Name>().unwrap();
        assert!(of(Reach::Public).resolve(name()).await.is_err());
        assert!(Resolver(Arc::default()).resolve(name()).await.is_err());
        let mut found = of(Reach::Loopback).resolve(name()).await.unwrap();
        assert!(found.all(|a| a.ip().is_loopback()));
        assert!(of(Reach::Private).resolve(name()).await.is_ok());
    }
}
