#pragma once

#include <boost/asio/ssl.hpp>

namespace basis::bench {

/// Both sides of a TLS connection that trust each other, with a certificate for "localhost" that is
/// made here: P-256, self-signed, valid for one day.
struct TlsEnds {
  boost::asio::ssl::context server{boost::asio::ssl::context::tls_server};
  boost::asio::ssl::context client{boost::asio::ssl::context::tls_client};
};
/// Throws when an OpenSSL call fails.
void prepare_tls(TlsEnds& ends);

}  // namespace basis::bench
