#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace basis {

/// A running fingerprint of bytes: XXH3, 128 bits, as 32 hexadecimal digits.
/// It tells inputs apart; it is no protection against forgery.
class Fingerprint {
 public:
  Fingerprint();
  ~Fingerprint();
  Fingerprint(const Fingerprint&) = delete;
  Fingerprint& operator=(const Fingerprint&) = delete;

  /// Adds a length-prefixed chunk, so that the cut between chunks counts.
  void add(std::string_view bytes);
  [[nodiscard]] std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The fingerprint of one chunk.
std::string fingerprint_of(std::string_view bytes);

}  // namespace basis
