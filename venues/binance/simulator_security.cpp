#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "venues/binance/simulator.hpp"

namespace basis::binance::simulated {
namespace {

constexpr std::array<std::int64_t, 2> kMostWeight = {6'000, 2'400};
constexpr std::array<std::int64_t, 2> kMostOrders10s = {50, 300};
constexpr std::array<std::int64_t, 2> kMostOrdersLong = {160'000, 1'200};
constexpr std::int64_t kRefusalsToBan = 10;
constexpr Nanos kBan = kMinute * 2;
constexpr std::int64_t kMostWindow = 60'000;

Refusal bad_key() { return {-2015, "Invalid API-key, IP, or permissions for action.", 401}; }

std::optional<std::vector<unsigned char>> from_base64(std::string_view text) {
  std::vector<unsigned char> bytes(text.size() / 4 * 3 + 3);
  const int length =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  std::size_t size = static_cast<std::size_t>(length);
  for (auto at = text.rbegin(); at != text.rend() && *at == '=' && size > 0; ++at) --size;
  bytes.resize(size);
  return bytes;
}

/// Whether `signature` (base64) is that of `text` by the Ed25519 key of 32 bytes in hexadecimal digits.
bool is_ed25519(std::string_view key_hex, std::string_view text, std::string_view signature) {
  if (key_hex.size() != 64) return false;
  std::array<unsigned char, 32> key{};
  for (std::size_t i = 0; i < key.size(); ++i) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    key[i] = static_cast<unsigned char>(digit(key_hex[2 * i]) * 16 + digit(key_hex[2 * i + 1]));
  }
  const auto bytes = from_base64(signature);
  if (!bytes || bytes->size() != 64) return false;
  EVP_PKEY* const known = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size());
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  const bool genuine = known != nullptr && EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, known) == 1 &&
                       EVP_DigestVerify(context, bytes->data(), bytes->size(),
                                        reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(known);
  return genuine;
}

}  // namespace

Checked<SimClient*> Simulator::identify(const VenueEndpoint& endpoint, const Params& params,
                                        std::optional<std::string_view> key) {
  if (endpoint.security == Security::none) return static_cast<SimClient*>(nullptr);
  if (!key) key = params.find("apiKey");
  if (!key) return Refusal{-2014, "API-key format invalid.", 401};
  SimClient* const client = desk_.client_of_key(*key);
  if (client == nullptr) return bad_key();
  return client;
}

Checked<void> Simulator::check_time(Segment, const Params& params) const {
  BOOST_OUTCOME_TRY(const auto sent, params.integer("timestamp"));
  if (!sent) return malformed("timestamp");
  BOOST_OUTCOME_TRY(const auto window, params.integer("recvWindow", 5'000));
  if (window > kMostWindow) return Refusal{-1131, "recvWindow must be less than 60000."};
  // A time stamp with more digits counts microseconds.
  constexpr std::int64_t kMostMillis = 100'000'000'000'000;
  const std::int64_t at = *sent > kMostMillis ? *sent / 1'000 : *sent;
  const std::int64_t now = stamp(host_.now());
  if (at > now + 1'000) return Refusal{-1021, "Timestamp for this request was 1000ms ahead of the server's time."};
  if (now - at > window) return Refusal{-1021, "Timestamp for this request is outside of the recvWindow."};
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

Checked<void> Simulator::check_signature(SimClient& client, const Params& params) const {
  const auto signature = params.find("signature");
  if (!signature) return malformed("signature");
  std::array<char, wire::kHexDigest> hex{};
  wire::write_hex(hex.data(), client.signer.sign(params.signed_text()));
  if (*signature == std::string_view(hex.data(), hex.size())) return BOOST_OUTCOME_V2_NAMESPACE::success();
  if (is_ed25519(client.account->spec().ed25519_public, params.signed_text(), *signature))
    return BOOST_OUTCOME_V2_NAMESPACE::success();
  return Refusal{-1022, "Signature for this request is not valid."};
}

Checked<void> Simulator::count_orders(const VenueEndpoint& endpoint, Segment segment, SimClient& client) {
  if (!desk_.settings().limits) return BOOST_OUTCOME_V2_NAMESPACE::success();
  const auto at = static_cast<std::size_t>(segment);
  const UtcTime now = host_.now();
  const bool spot = segment == Segment::spot;
  if (client.orders_10s[at].add(now, kSecond * 10, endpoint.orders) > kMostOrders10s[at])
    return Refusal{
        -1015, fmt::format("Too many new orders; current limit is {} orders per 10 SECOND.", kMostOrders10s[at]), 429};
  if (client.orders_long[at].add(now, spot ? kDay : kMinute, endpoint.orders) > kMostOrdersLong[at])
    return Refusal{-1015,
                   fmt::format("Too many new orders; current limit is {} orders per 1 {}.", kMostOrdersLong[at],
                               spot ? "DAY" : "MINUTE"),
                   429};
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

/// 429 over the limit; who goes on gets 418 and is banned.
std::optional<Simulator::Answer> Simulator::over_weight(Segment segment, std::int64_t weight) {
  const auto at = static_cast<std::size_t>(segment);
  const UtcTime now = host_.now();
  const auto left = [&](UtcTime until) { return (until - now).count / kSecond.count + 1; };
  if (banned_until_[at] && now < *banned_until_[at]) {
    Answer answer = refused({-1003,
                             fmt::format("Way too much request weight used; IP banned until {}. Please use WebSocket "
                                         "Streams for live updates to avoid bans.",
                                         sim::millis(*banned_until_[at])),
                             418});
    answer.retry_after = left(*banned_until_[at]);
    return answer;
  }
  if (!desk_.settings().limits) return std::nullopt;
  const std::int64_t before = weights_[at].interval;
  const bool over = weights_[at].add(now, kMinute, weight) > kMostWeight[at];
  if (weights_[at].interval != before) refusals_[at] = 0;
  if (!over) return std::nullopt;
  if (++refusals_[at] > kRefusalsToBan) {
    banned_until_[at] = now + kBan;
    return over_weight(segment, 0);
  }
  Answer answer = refused({-1003,
                           fmt::format("Too much request weight used; current limit is {} request weight per 1 MINUTE. "
                                       "Please use WebSocket Streams for live updates to avoid polling the API.",
                                       kMostWeight[at]),
                           429});
  answer.retry_after = left(UtcTime::from_nanos((now.nanos() / kMinute.count + 1) * kMinute.count));
  return answer;
}

}  // namespace basis::binance::simulated
