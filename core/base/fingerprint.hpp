#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace basis {

/// An incremental fingerprint of bytes: XXH3, 128 bits, as 32 hexadecimal digits.
/// It distinguishes inputs; it does not protect against forgery.
class Fingerprint {
 public:
  Fingerprint();
  ~Fingerprint();
  Fingerprint(const Fingerprint&) = delete;
  Fingerprint& operator=(const Fingerprint&) = delete;

  /// Adds a chunk, prefixed by its length, so that the same bytes in other chunks
  /// give another fingerprint.
  void add(std::string_view bytes);
  /// The fingerprint of the chunks added so far.
  [[nodiscard]] std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The fingerprint of one chunk.
std::string fingerprint_of(std::string_view bytes);

}  // namespace basis
