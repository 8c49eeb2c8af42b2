#include "bench/test_certificate.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

namespace basis::bench {
namespace {

void check(bool fine, const char* what) {
  if (!fine) throw std::runtime_error(std::string("OpenSSL does not ") + what);
}

}  // namespace

void prepare_tls(TlsEnds& ends) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  check(key != nullptr, "make a key");
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  check(certificate != nullptr, "make a certificate");
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86'400);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  check(X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0, "sign a certificate");
  check(SSL_CTX_use_certificate(ends.server.native_handle(), certificate.get()) == 1, "use a certificate");
  check(SSL_CTX_use_PrivateKey(ends.server.native_handle(), key.get()) == 1, "use a key");
  X509_STORE* trusted = SSL_CTX_get_cert_store(ends.client.native_handle());
  check(X509_STORE_add_cert(trusted, certificate.get()) == 1, "trust a certificate");
  ends.client.set_verify_mode(boost::asio::ssl::verify_peer);
}

}  // namespace basis::bench
