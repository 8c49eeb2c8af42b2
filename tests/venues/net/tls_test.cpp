#include "venues/net/tls.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/venues/net/test_certificates.hpp"

namespace basis::test {
namespace {

/// One connection between both ends; returns whether it went on with an earlier session.
bool shake(const net::TlsClient& client, const net::TlsServer& server, const std::string& host, std::uint16_t port) {
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
  const auto ours = client.connect_to(host, port);
  const auto theirs = server.accept();
  net::attach_tls(*ours, ends[0]);
  net::attach_tls(*theirs, ends[1]);
  bool done = false;
  for (int step = 0; step < 10 && !done; ++step) {
    const int one = SSL_do_handshake(ours.get());
    const int other = SSL_do_handshake(theirs.get());
    done = one == 1 && other == 1;
  }
  CHECK(done);
  // A byte, behind which the session has come.
  char byte = 'x';
  CHECK(SSL_write(theirs.get(), &byte, 1) == 1);
  CHECK(SSL_read(ours.get(), &byte, 1) == 1);
  const bool resumed = net::tls_resumed(*ours);
  SSL_shutdown(ours.get());
  ::close(ends[0]);
  ::close(ends[1]);
  return resumed;
}

TEST_CASE("tls: a second connection to a host and port goes on with the session of the first") {
  const TestCertificates certificates;
  const auto client = net::TlsClient::make(certificates.authority()).value();
  const auto server = net::TlsServer::make(certificates.file("server"), certificates.key()).value();
  CHECK(!shake(client, server, "localhost", 443));
  CHECK(shake(client, server, "localhost", 443));
  CHECK(shake(client, server, "localhost", 443));
  CHECK(!shake(client, server, "localhost", 9443));
  CHECK(!shake(client, server, "127.0.0.1", 443));
  // Another client knows nothing of it.
  CHECK(!shake(net::TlsClient::make(certificates.authority()).value(), server, "localhost", 443));
}

}  // namespace
}  // namespace basis::test
