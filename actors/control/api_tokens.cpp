#include "actors/control/api_tokens.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "venues/chain/bytes.hpp"

namespace basis {
namespace {

constexpr std::uint64_t kWork = 16'384;
constexpr std::uint64_t kBlock = 8;
constexpr std::uint64_t kParallel = 1;
constexpr std::uint64_t kMostMemory = 64ULL << 20U;
constexpr std::size_t kSalt = 16;
constexpr std::size_t kHash = 32;

std::string_view part(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view found = text.substr(0, at);
  text.remove_prefix(at == text.npos ? text.size() : at + 1);
  return found;
}

bool is_name(std::string_view name) {
  const auto sound = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 32 && std::all_of(name.begin(), name.end(), sound);
}

std::string scrypt(std::string_view token, std::string_view salt) {
  std::string hash(kHash, '\0');
  const int done =
      EVP_PBE_scrypt(token.data(), token.size(), reinterpret_cast<const unsigned char*>(salt.data()), salt.size(),
                     kWork, kBlock, kParallel, kMostMemory, reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  require(done == 1, "OpenSSL has no scrypt");
  return hash;
}

std::string hex_text(std::string_view bytes) {
  const std::string text = chain::to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  return text.starts_with("0x") ? text.substr(2) : text;
}

/// Bytes of hex digits; empty: they are none.
std::string unhex(std::string_view digits) {
  std::string bytes(digits.size() / 2, '\0');
  const std::span out(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size());
  if (digits.size() % 2 != 0 || chain::read_hex(digits, out) != digits.size()) return {};
  return bytes;
}

std::string random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  require(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size)) == 1,
          "there is no randomness");
  return bytes;
}

std::optional<ApiRole> role_of(std::string_view name) {
  for (const ApiRole role : {ApiRole::read, ApiRole::control})
    if (api_role_name(role) == name) return role;
  return std::nullopt;
}

}  // namespace

std::string_view api_role_name(ApiRole role) { return role == ApiRole::read ? "read" : "control"; }

std::string make_api_token() { return hex_text(random_bytes(32)); }

Result<std::string> hash_api_token(std::string_view name, ApiRole role, std::string_view token) {
  if (!is_name(name))
    return Error(ErrorKind::usage,
                 fmt::format("name: '{}' is none (allowed: 1 to 32 letters, digits, '_' and '-')", name));
  const std::string salt = random_bytes(kSalt);
  return fmt::format("{}:{}:scrypt:{}:{}:{}:{}:{}", api_role_name(role), name, kWork, kBlock, kParallel, hex_text(salt),
                     hex_text(scrypt(token, salt)));
}

Result<ApiTokens> ApiTokens::parse(std::string_view hashes) {
  ApiTokens made;
  for (std::size_t number = 1; !hashes.empty(); ++number) {
    std::string_view entry = part(hashes, ',');
    const auto fault = [&](std::string_view what) {
      return Error(
          ErrorKind::usage,
          fmt::format("BASIS_API_TOKEN_HASH: entry {}: {} (allowed: what `basis ctl token` prints)", number, what));
    };
    const auto role = role_of(part(entry, ':'));
    if (!role) return fault("its role is neither read nor control");
    const std::string_view name = part(entry, ':');
    if (!is_name(name)) return fault("its name is none");
    if (part(entry, ':') != "scrypt" || part(entry, ':') != std::to_string(kWork) ||
        part(entry, ':') != std::to_string(kBlock) || part(entry, ':') != std::to_string(kParallel))
      return fault("its hash is of another kind");
    Kept kept{{std::string(name), *role}, unhex(part(entry, ':')), unhex(entry)};
    if (kept.salt.size() != kSalt || kept.hash.size() != kHash) return fault("its hash is not whole");
    made.kept_.push_back(std::move(kept));
  }
  return made;
}

ApiTokens::Digest ApiTokens::digest_of(std::string_view token) {
  Digest digest{};
  require(EVP_Digest(token.data(), token.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1,
          "OpenSSL has no SHA-256");
  return digest;
}

void ApiTokens::add(ApiCaller caller, std::string_view token) {
  known_.push_back({std::move(caller), digest_of(token)});
}

std::optional<ApiCaller> ApiTokens::known(std::string_view token) const {
  const Digest digest = digest_of(token);
  const Known* found = nullptr;
  for (const Known& one : known_)
    if (CRYPTO_memcmp(one.digest.data(), digest.data(), digest.size()) == 0) found = &one;
  return found == nullptr ? std::nullopt : std::optional(found->caller);
}

std::optional<ApiCaller> ApiTokens::find(std::string_view token) {
  if (auto caller = known(token)) return caller;
  for (const Kept& one : kept_) {
    const std::string hash = scrypt(token, one.salt);
    if (CRYPTO_memcmp(hash.data(), one.hash.data(), kHash) != 0) continue;
    add(one.caller, token);
    return one.caller;
  }
  return std::nullopt;
}

}  // namespace basis
