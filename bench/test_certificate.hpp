#pragma once

#include <boost/asio/ssl.hpp>
#include <filesystem>

namespace basis::bench {

/// Both sides of a TLS connection that trust each other, with a certificate for "localhost" that is
/// made here: P-256, self-signed, valid for one day.
struct TlsEnds {
  boost::asio::ssl::context server{boost::asio::ssl::context::tls_server};
  boost::asio::ssl::context client{boost::asio::ssl::context::tls_client};
};
/// Throws when an OpenSSL call fails.
void prepare_tls(TlsEnds& ends);

/// Writes such a certificate to `folder`/certificate.pem and its key to `folder`/key.pem.
void write_certificate(const std::filesystem::path& folder);

}  // namespace basis::bench
