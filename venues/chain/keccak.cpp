#include "venues/chain/keccak.hpp"

#include <cryptopp/keccak.h>

namespace basis::chain {

// Crypto++ and Botan are equally fast (bench_chain has the row); Crypto++ needs nothing from the heap, and Botan marks
// its header of Keccak as one that is going away.
Hash32 keccak256(ByteView bytes) {
  Hash32 hash;
  CryptoPP::Keccak_256 keccak;
  keccak.Update(bytes.data(), bytes.size());
  keccak.Final(hash.data());
  return hash;
}

}  // namespace basis::chain
