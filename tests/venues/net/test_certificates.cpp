#include "tests/venues/net/test_certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>

#include "core/base/error.hpp"

namespace basis::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

struct Wanted {
  const char* name;
  const char* extension;  ///< subjectAltName, or null for an authority
  long from;              ///< seconds from now
  long until;
};

void extend(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value), X509_EXTENSION_free);
  require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "no extension");
}

/// `issuer` null: by itself.
Certificate certify(const Wanted& wanted, EVP_PKEY* key, X509* issuer) {
  static long serial = 0;
  Certificate made(X509_new(), X509_free);
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), wanted.from);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), wanted.until);
  X509_set_pubkey(made.get(), key);
  X509_NAME* name = X509_get_subject_name(made.get());
  const auto* text = reinterpret_cast<const unsigned char*>(wanted.name);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509* by = issuer == nullptr ? made.get() : issuer;
  X509_set_issuer_name(made.get(), X509_get_subject_name(by));
  if (wanted.extension == nullptr) {
    extend(made.get(), by, NID_basic_constraints, "critical,CA:TRUE");
    extend(made.get(), by, NID_key_usage, "critical,keyCertSign");
  } else {
    extend(made.get(), by, NID_subject_alt_name, wanted.extension);
  }
  require(X509_sign(made.get(), key, EVP_sha256()) != 0, "a certificate cannot be signed");
  return made;
}

template <class Write>
void write_file(const std::filesystem::path& file, Write write) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(file.c_str(), "w"), std::fclose);
  require(out != nullptr && write(out.get()) == 1, "a file of a certificate cannot be written");
}

}  // namespace

TestCertificates::TestCertificates() {
  constexpr long kDay = 86'400;
  constexpr const char* kHere = "DNS:localhost,IP:127.0.0.1";
  const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  require(key != nullptr, "a key cannot be made");
  write_file(this->key(), [&](std::FILE* out) {
    return PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  const Certificate authority = certify({"authority", nullptr, -kDay, kDay}, key.get(), nullptr);
  write_file(file("authority"), [&](std::FILE* out) { return PEM_write_X509(out, authority.get()); });
  const Wanted all[] = {{"server", kHere, -kDay, kDay},
                        {"expired", kHere, -2 * kDay, -kDay},
                        {"other_host", "DNS:example.com", -kDay, kDay},
                        {"self_signed", kHere, -kDay, kDay}};
  for (const Wanted& wanted : all) {
    X509* issuer = std::string_view(wanted.name) == "self_signed" ? nullptr : authority.get();
    const Certificate made = certify(wanted, key.get(), issuer);
    write_file(file(wanted.name), [&](std::FILE* out) { return PEM_write_X509(out, made.get()); });
  }
}

}  // namespace basis::test
