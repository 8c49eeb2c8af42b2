#include "bench/test_certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace basis::bench {
namespace {

void check(bool fine, const char* what) {
  if (!fine) throw std::runtime_error(std::string("OpenSSL does not ") + what);
}

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Key make_key() {
  Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  check(key != nullptr, "make a key");
  return key;
}

Certificate certify(EVP_PKEY* key) {
  Certificate certificate(X509_new(), X509_free);
  check(certificate != nullptr, "make a certificate");
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86'400);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  check(X509_sign(certificate.get(), key, EVP_sha256()) != 0, "sign a certificate");
  return certificate;
}

template <class Write>
void write_file(const std::filesystem::path& file, Write write) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(file.c_str(), "w"), std::fclose);
  check(out != nullptr && write(out.get()) == 1, "write a file");
}

}  // namespace

void prepare_tls(TlsEnds& ends) {
  const Key key = make_key();
  const Certificate certificate = certify(key.get());
  check(SSL_CTX_use_certificate(ends.server.native_handle(), certificate.get()) == 1, "use a certificate");
  check(SSL_CTX_use_PrivateKey(ends.server.native_handle(), key.get()) == 1, "use a key");
  X509_STORE* trusted = SSL_CTX_get_cert_store(ends.client.native_handle());
  check(X509_STORE_add_cert(trusted, certificate.get()) == 1, "trust a certificate");
  ends.client.set_verify_mode(boost::asio::ssl::verify_peer);
}

void write_certificate(const std::filesystem::path& folder) {
  const Key key = make_key();
  const Certificate certificate = certify(key.get());
  write_file(folder / "certificate.pem", [&](std::FILE* out) { return PEM_write_X509(out, certificate.get()); });
  write_file(folder / "key.pem", [&](std::FILE* out) {
    return PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

}  // namespace basis::bench
