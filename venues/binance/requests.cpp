#include "venues/binance/requests.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "core/base/json_writer.hpp"
#include "venues/wire/hmac_sha256.hpp"

namespace basis::binance {
namespace {

using EvpKey = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

constexpr std::string_view kPemStart = "-----BEGIN PRIVATE KEY-----";
/// The base64 of every PKCS#8 key of Ed25519 begins with the same bytes: a sequence of 46, version 0, the algorithm.
constexpr std::string_view kDerStart = "MC4CAQAwBQYDK2Vw";
/// Every PKCS#8 key in base64 begins with a DER sequence and is far longer than an HMAC secret of 64 characters; only
/// Ed25519's has this length.
constexpr std::size_t kDerText = 64;

EvpKey read_private_key(std::string_view secret) {
  std::string text(secret);
  if (!secret.starts_with(kPemStart)) text = fmt::format("{}\n{}\n-----END PRIVATE KEY-----\n", kPemStart, secret);
  BIO* const bio = BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
  EvpKey key(PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr), EVP_PKEY_free);
  BIO_free(bio);
  OPENSSL_cleanse(text.data(), text.size());
  return key;
}

bool is_private_key(std::string_view secret) {
  return secret.starts_with(kPemStart) || (secret.starts_with(kDerStart) && secret.size() == kDerText);
}

std::string base64_of(const unsigned char* bytes, std::size_t size) {
  std::string text(4 * ((size + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::string query_of(const Parameters& parameters) {
  std::string query;
  for (const auto& [name, value] : parameters) {
    if (!query.empty()) query += '&';
    query += name + "=" + percent_encode(value);
  }
  return query;
}

std::string target_of(std::string_view path, const std::string& query) {
  return query.empty() ? std::string(path) : fmt::format("{}?{}", path, query);
}

}  // namespace

struct Signer::Key {
  std::optional<wire::HmacSha256> hmac;
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> ed25519{nullptr, EVP_PKEY_free};
};

Signer::Signer(std::unique_ptr<Key> key) : key_(std::move(key)) {}
Signer::~Signer() = default;
Signer::Signer(Signer&&) noexcept = default;
Signer& Signer::operator=(Signer&&) noexcept = default;
bool Signer::ed25519() const { return key_->ed25519 != nullptr; }

Result<Signer> Signer::create(const Secret& secret) {
  auto key = std::make_unique<Key>();
  if (!is_private_key(secret.reveal())) {
    key->hmac.emplace(secret);
    return Signer(std::move(key));
  }
  key->ed25519 = read_private_key(secret.reveal());
  if (key->ed25519 == nullptr || EVP_PKEY_get_base_id(key->ed25519.get()) != EVP_PKEY_ED25519)
    return Error(ErrorKind::usage, "the API secret looks like a private key and is none of Ed25519");
  return Signer(std::move(key));
}

std::string Signer::sign(std::string_view payload) const {
  if (key_->hmac) {
    std::string text(wire::kHexDigest, '\0');
    wire::write_hex(text.data(), key_->hmac->sign(payload));
    return text;
  }
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  std::array<unsigned char, 64> signature{};
  std::size_t size = signature.size();
  const bool made = EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key_->ed25519.get()) == 1 &&
                    EVP_DigestSign(context, signature.data(), &size,
                                   reinterpret_cast<const unsigned char*>(payload.data()), payload.size()) == 1;
  EVP_MD_CTX_free(context);
  require(made, "OpenSSL does not sign with an Ed25519 key");
  return base64_of(signature.data(), size);
}

wire::Transport order_transport(const wire::ApiCredentials& credentials) {
  return is_private_key(credentials.secret.reveal()) ? wire::Transport::websocket : wire::Transport::signed_websocket;
}

Result<Requests> Requests::create(const wire::ApiCredentials& credentials, Nanos receive_window) {
  const std::string_view key = credentials.key.reveal();
  const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (key.empty() || !visible) return Error(ErrorKind::usage, "the API key is missing or not of visible ASCII");
  if (!credentials.secret.is_set()) return Error(ErrorKind::usage, "the API secret is missing");
  BASIS_TRY(Signer signer, Signer::create(credentials.secret));
  return Requests(std::move(signer), credentials.key, receive_window);
}

net::HttpRequest Requests::open(std::string_view path, const Parameters& parameters) {
  return {"GET", target_of(path, query_of(parameters)), {}, {}};
}

net::HttpRequest Requests::keyed(std::string_view method, std::string_view path, const Parameters& parameters) const {
  return {
      std::string(method), target_of(path, query_of(parameters)), {{"X-MBX-APIKEY", std::string(key_.reveal())}}, {}};
}

net::HttpRequest Requests::signed_request(std::string_view method, std::string_view path, const Parameters& parameters,
                                          UtcTime now) const {
  Parameters all = parameters;
  all.emplace_back("recvWindow", window_);
  all.emplace_back("timestamp", client::millis_text(now));
  std::string query = query_of(all);
  query += "&signature=" + percent_encode(signer_.sign(query));
  return {std::string(method), fmt::format("{}?{}", path, query), {{"X-MBX-APIKEY", std::string(key_.reveal())}}, {}};
}

std::string Requests::signed_frame(std::string_view id, std::string_view method, const Parameters& parameters,
                                   UtcTime now) const {
  Parameters all = parameters;
  all.emplace_back("apiKey", key_.reveal());
  all.emplace_back("recvWindow", window_);
  all.emplace_back("timestamp", client::millis_text(now));
  std::sort(all.begin(), all.end());
  all.emplace_back("signature", signer_.sign(query_of(all)));
  return frame(id, method, all);
}

std::string Requests::frame(std::string_view id, std::string_view method, const Parameters& parameters) {
  JsonWriter json;
  json.begin_object().key("id").string(id).key("method").string(method);
  if (!parameters.empty()) {
    json.key("params").begin_object();
    for (const auto& [name, value] : parameters) {
      json.key(name);
      // Numbers stand bare, as the venue's examples have them.
      if (name == "timestamp" || name == "recvWindow")
        json.raw(value);
      else
        json.string(value);
    }
    json.end_object();
  }
  json.end_object();
  return std::move(json).take();
}

}  // namespace basis::binance
