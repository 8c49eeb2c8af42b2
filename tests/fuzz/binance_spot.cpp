#include "tests/fuzz/decoder.hpp"
#include "venues/binance/codec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace basis;
  static auto decoder = binance::Decoder::create({Product::spot}, fuzz::symbols(), fuzz::kRoom).value();
  return fuzz::run(decoder, data, size);
}
