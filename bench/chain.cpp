// Costs of what a chain's client hashes, encodes and signs; Keccak-256 beside OpenSSL's SHA3-256 in the same run.
#include <fmt/format.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

#include "bench/subject_main.hpp"
#include "bench/subjects.hpp"
#include "venues/chain/abi_function.hpp"
#include "venues/chain/keccak.hpp"
#include "venues/chain/transaction.hpp"

namespace basis::bench {
namespace {

using namespace chain;

constexpr std::size_t kGroup = 16;     // calls per clock reading
constexpr std::size_t kMessage = 200;  // bytes

/// OpenSSL's SHA3-256 with algorithm and context kept, which takes two thirds of the time of `EVP_Digest`.
class OpenSslSha3 {
 public:
  OpenSslSha3() : algorithm_(EVP_MD_fetch(nullptr, "SHA3-256", nullptr)), context_(EVP_MD_CTX_new()) {
    require(algorithm_ && context_, "OpenSSL has SHA3-256");
  }
  Hash32 hash(ByteView bytes) {
    Hash32 hash{};
    unsigned int size = 0;
    EVP_DigestInit_ex(context_.get(), algorithm_.get(), nullptr);
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
    EVP_DigestFinal_ex(context_.get(), hash.data(), &size);
    return hash;
  }

 private:
  struct Free {
    void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD, Free> algorithm_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

const Address kPool = address_of("0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2");
const Address kAsset = address_of("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");

/// 12.3 ETH and a bit, which differs from call to call.
u256 amount_of(std::uint64_t number) { return 12'300'000'000'000'000'000U + number; }

std::vector<Subject> hashes(OpenSslSha3& sha3) {
  const auto message = std::make_shared<Bytes>(kMessage, std::uint8_t{'m'});
  const auto change = [message](std::uint64_t number) {
    std::memcpy(message->data(), &number, sizeof(number));
    return ByteView(*message);
  };
  std::vector<Subject> subjects;
  subjects.push_back(
      {"OpenSSL SHA3-256, 200 bytes", [&sha3, change](std::uint64_t number) { keep(sha3.hash(change(number))); }});
  subjects.push_back({"keccak256, 200 bytes", [change](std::uint64_t number) { keep(keccak256(change(number))); }});
  return subjects;
}

Transaction supply_transaction(const Function& supply, const Address& wallet, std::uint64_t number) {
  Transaction transaction;
  transaction.chain_id = 1;
  transaction.nonce = number;
  transaction.max_priority_fee = 1'000'000'000;
  transaction.max_fee = 30'000'000'000;
  transaction.gas_limit = 300'000;
  transaction.to = kPool;
  transaction.data = supply.call(kAsset, amount_of(number), wallet, 0u).value();
  return transaction;
}

std::vector<Subject> calls(const PrivateKey& key) {
  static const Function kSupply("supply(address,uint256,address,uint16)");
  static const Function kAccount("getUserAccountData(address)", "(uint256,uint256,uint256,uint256,uint256,uint256)");
  const Address wallet = key.address();
  const auto returned = std::make_shared<Bytes>(6 * 32, std::uint8_t{1});
  const RawTransaction raw = sign_transaction(supply_transaction(kSupply, wallet, 7), key);
  std::vector<Subject> subjects;
  subjects.push_back(
      {"supply call", [wallet](std::uint64_t number) { keep(kSupply.call(kAsset, amount_of(number), wallet, 0u)); }});
  subjects.push_back({"getUserAccountData, decoded", [returned](std::uint64_t number) {
                        std::memcpy(returned->data() + 40, &number, sizeof(number));
                        keep(kAccount.decode(*returned));
                      }});
  subjects.push_back({"signature of a hash", [&key](std::uint64_t number) { keep(key.sign(word_of(number))); }});
  subjects.push_back({"EIP-1559 transaction, encoded and signed", [&key, wallet](std::uint64_t number) {
                        keep(sign_transaction(supply_transaction(kSupply, wallet, number), key));
                      }});
  subjects.push_back({"EIP-1559 transaction, read and its sender recovered",
                      [raw](std::uint64_t) { keep(read_transaction(raw.bytes)); }});
  return subjects;
}

void run(std::size_t rounds, ResultRows& rows) {
  fmt::print("## Chain\n\n{} readings of each in turn, of {} calls.\n", rounds, kGroup);
  OpenSslSha3 sha3;
  std::vector<Subject> hashing = hashes(sha3);
  measure(hashing, rounds, kGroup);
  print_table("Hashing 200 bytes", hashing);
  rows.add(hashing[0].name, "ns", hashing[0].nanoseconds);
  rows.add(hashing[1].name, "ns", hashing[1].nanoseconds, hashing[0].name);

  const PrivateKey key = PrivateKey::from_bytes(Bytes(32, 7)).value();
  std::vector<Subject> coding = calls(key);
  measure(coding, rounds / 10, kGroup);
  print_table("Calls and transactions", coding);
  for (const Subject& subject : coding) rows.add(subject.name, "ns", subject.nanoseconds);
  fmt::print(
      "\n### Targets\n\n- Keccak-256 over SHA3-256, at most 1.5 times: {:.2f}\n- a supply call, at most 1000 ns: "
      "{:.0f} ns\n",
      rows.find(hashing[1].name).ratio, rows.find("supply call").p50);
}

}  // namespace
}  // namespace basis::bench

int main(int argc, char** argv) {
  return basis::bench::subject_main("chain", "a chain's codec", basis::bench::run, argc, argv);
}
