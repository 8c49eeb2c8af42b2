#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace basis {

/// What a token may be used for. Who may control may read, too.
enum class ApiRole : std::uint8_t { read, control };
std::string_view api_role_name(ApiRole role);

/// Who has a token.
struct ApiCaller {
  std::string name;
  ApiRole role = ApiRole::read;
};

/// A token of 256 random bits, as text.
std::string make_api_token();
/// What is kept of a token: "ROLE:NAME:scrypt:N:r:p:SALT:HASH", salt and hash as hex digits (RFC 7914; N 16384, r 8,
/// p 1: 16 MB and some 40 ms a guess). Usage error: a name that is none (1 to 32 letters, digits, `_`, `-`).
Result<std::string> hash_api_token(std::string_view name, ApiRole role, std::string_view token);

/// The tokens that are taken. A token is hashed once; later it is known by its SHA-256, in constant time.
class ApiTokens {
 public:
  /// Hashes as `hash_api_token` makes them, separated by commas; empty: none. Usage error: it names the entry by its
  /// number and says what is wrong, without its content.
  static Result<ApiTokens> parse(std::string_view hashes);
  /// A token that is known in clear, such as that of the run itself.
  void add(ApiCaller caller, std::string_view token);
  /// Whose token it is; absent: nobody's. The first time this takes as long as a hash does for each that is kept.
  [[nodiscard]] std::optional<ApiCaller> find(std::string_view token);
  /// The same for a token that was found before, at once.
  [[nodiscard]] std::optional<ApiCaller> known(std::string_view token) const;

 private:
  using Digest = std::array<std::uint8_t, 32>;
  struct Kept {
    ApiCaller caller;
    std::string salt;
    std::string hash;
  };
  struct Known {
    ApiCaller caller;
    Digest digest{};
  };
  [[nodiscard]] static Digest digest_of(std::string_view token);
  std::vector<Kept> kept_;
  std::vector<Known> known_;
};

}  // namespace basis
