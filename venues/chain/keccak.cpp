#include "venues/chain/keccak.hpp"

#include <cryptopp/keccak.h>

namespace basis::chain {

// Crypto++ takes 1.05 to 1.1 times as long as OpenSSL's SHA3-256 (bench_chain), Botan another twentieth. Crypto++ needs
// nothing from the heap, and Botan marks its header of Keccak as one that is going away.
Hash32 keccak256(ByteView bytes) {
  Hash32 hash;
  CryptoPP::Keccak_256 keccak;
  keccak.Update(bytes.data(), bytes.size());
  keccak.Final(hash.data());
  return hash;
}

}  // namespace basis::chain
