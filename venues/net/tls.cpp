#include "venues/net/tls.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <cerrno>
#include <map>
#include <vector>

namespace basis::net {

struct TlsContextFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, TlsContextFree>;
struct TlsSessionFree {
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using TlsSession = std::unique_ptr<SSL_SESSION, TlsSessionFree>;

namespace {

std::string last_tls_fault() {
  const char* reason = ERR_reason_error_string(ERR_get_error());
  ERR_clear_error();
  return reason == nullptr ? "unknown fault" : reason;
}

TlsContext make_context(const SSL_METHOD* method) {
  TlsContext context(SSL_CTX_new(method));
  require(context != nullptr, "OpenSSL makes no context");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // A peer that ends without a farewell is an end like any other: HTTP and WebSockets have lengths of their own.
  SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
  // One read for the head and the body of a record.
  SSL_CTX_set_read_ahead(context.get(), 1);
  // AES-GCM first: processors have instructions for it.
  SSL_CTX_set_ciphersuites(context.get(), "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
  return context;
}

// A BIO over a descriptor. OpenSSL's own would raise SIGPIPE.

int descriptor_of(BIO* bio) { return *static_cast<int*>(BIO_get_data(bio)); }

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int write_descriptor(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const auto sent = send(descriptor_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (sent < 0 && would_block()) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

int read_descriptor(BIO* bio, char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const auto received = recv(descriptor_of(bio), bytes, static_cast<std::size_t>(size), 0);
  if (received < 0 && would_block()) BIO_set_retry_read(bio);
  if (received == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return static_cast<int>(received);
}

long control_descriptor(BIO* bio, int what, long, void*) {
  if (what == BIO_CTRL_FLUSH) return 1;
  if (what == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
  return 0;
}

const BIO_METHOD* descriptor_method() {
  static const BIO_METHOD* const kMethod = [] {
    BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "descriptor");
    require(method != nullptr, "OpenSSL makes no BIO method");
    BIO_meth_set_write(method, write_descriptor);
    BIO_meth_set_read(method, read_descriptor);
    BIO_meth_set_ctrl(method, control_descriptor);
    BIO_meth_set_destroy(method, [](BIO* bio) {
      delete static_cast<int*>(BIO_get_data(bio));
      return 1;
    });
    return method;
  }();
  return kMethod;
}

}  // namespace

void TlsFree::operator()(ssl_st* tls) const { SSL_free(tls); }

struct TlsClient::State {
  TlsContext context;
  /// The last session by "host:port". Addresses of the entries are stable: connections point to theirs.
  std::map<std::string, TlsSession> sessions;
};

struct TlsServer::State {
  TlsContext context;
};

Result<TlsClient> TlsClient::make(const std::optional<std::filesystem::path>& ca_file) {
  auto state = std::make_shared<State>();
  state->context = make_context(TLS_client_method());
  SSL_CTX* context = state->context.get();
  if (ca_file) {
    if (SSL_CTX_load_verify_file(context, ca_file->c_str()) != 1)
      return Error(ErrorKind::data,
                   fmt::format("{}: not a file of certificates (PEM): {}", ca_file->string(), last_tls_fault()));
  } else if (SSL_CTX_set_default_verify_paths(context) != 1) {
    return Error(ErrorKind::data, "the system's certificates cannot be read: " + last_tls_fault());
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, [](SSL* tls, SSL_SESSION* session) {
    static_cast<TlsSession*>(SSL_get_app_data(tls))->reset(session);
    return 1;
  });
  return TlsClient(std::move(state));
}

TlsHandle TlsClient::connect_to(const std::string& host, std::uint16_t port) const {
  TlsHandle tls(SSL_new(state_->context.get()));
  require(tls != nullptr, "OpenSSL makes no connection");
  X509_VERIFY_PARAM* checks = SSL_get0_param(tls.get());
  // An address is checked as one, and is no server name (RFC 6066, section 3).
  if (X509_VERIFY_PARAM_set1_ip_asc(checks, host.c_str()) != 1) {
    ERR_clear_error();
    X509_VERIFY_PARAM_set_hostflags(checks, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    require(X509_VERIFY_PARAM_set1_host(checks, host.c_str(), host.size()) == 1, "OpenSSL takes no host name");
    std::string name = host;
    SSL_ctrl(tls.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  }
  TlsSession& session = state_->sessions[fmt::format("{}:{}", host, port)];
  SSL_set_app_data(tls.get(), &session);
  if (session) SSL_set_session(tls.get(), session.get());
  SSL_set_connect_state(tls.get());
  return tls;
}

Result<TlsServer> TlsServer::make(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  auto state = std::make_shared<State>();
  state->context = make_context(TLS_server_method());
  SSL_CTX* context = state->context.get();
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1)
    return Error(ErrorKind::data,
                 fmt::format("{}: not a certificate (PEM): {}", certificate.string(), last_tls_fault()));
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1)
    return Error(ErrorKind::data,
                 fmt::format("{}: not the key (PEM) of {}: {}", key.string(), certificate.string(), last_tls_fault()));
  return TlsServer(std::move(state));
}

TlsHandle TlsServer::accept() const {
  TlsHandle tls(SSL_new(state_->context.get()));
  require(tls != nullptr, "OpenSSL makes no connection");
  SSL_set_accept_state(tls.get());
  return tls;
}

void attach_tls(ssl_st& tls, int descriptor) {
  BIO* bio = BIO_new(descriptor_method());
  require(bio != nullptr, "OpenSSL makes no BIO");
  BIO_set_data(bio, new int(descriptor));
  BIO_set_init(bio, 1);
  SSL_set_bio(&tls, bio, bio);
}

std::string handshake_fault(const ssl_st& tls, const std::string& fallback) {
  if (const long verdict = SSL_get_verify_result(&tls); verdict != X509_V_OK)
    return fmt::format("certificate refused: {}", X509_verify_cert_error_string(verdict));
  return "TLS handshake failed: " + fallback;
}

bool tls_resumed(const ssl_st& tls) { return SSL_session_reused(&tls) == 1; }

}  // namespace basis::net
