#include "core/base/fingerprint.hpp"

#include <fmt/format.h>
#include <xxhash.h>

namespace basis {

struct Fingerprint::State {
  XXH3_state_t* hash = XXH3_createState();
};

Fingerprint::Fingerprint() : state_(std::make_unique<State>()) { XXH3_128bits_reset(state_->hash); }

Fingerprint::~Fingerprint() { XXH3_freeState(state_->hash); }

void Fingerprint::add(std::string_view bytes) {
  const std::uint64_t length = bytes.size();
  XXH3_128bits_update(state_->hash, &length, sizeof length);
  XXH3_128bits_update(state_->hash, bytes.data(), bytes.size());
}

std::string Fingerprint::hex() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_->hash);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string fingerprint_of(std::string_view bytes) {
  Fingerprint fingerprint;
  fingerprint.add(bytes);
  return fingerprint.hex();
}

}  // namespace basis
