#pragma once

#include <boost/asio/ssl.hpp>

namespace basis::bench {

/// Two ends of a TLS connection that trust each other, with a certificate of "localhost" made here: P-256,
/// signed by itself, good for a day.
struct TlsEnds {
  boost::asio::ssl::context server{boost::asio::ssl::context::tls_server};
  boost::asio::ssl::context client{boost::asio::ssl::context::tls_client};
};
/// Throws when OpenSSL refuses.
void prepare_tls(TlsEnds& ends);

}  // namespace basis::bench
