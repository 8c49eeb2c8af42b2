#include "venues/chain/multicall.hpp"

#include <fmt/format.h>

#include <limits>
#include <memory>

#include "venues/chain/json_fields.hpp"
#include "venues/chain/read_values.hpp"

namespace basis::chain {
namespace {

/// Multicall3.sol of mds1/multicall3.
struct Multicall3 {
  Function aggregate{"aggregate3((address target,bool allowFailure,bytes callData)[] calls)",
                     "((bool success,bytes returnData)[])"};
  Function block_number{"getBlockNumber()", "(uint256)"};
  Function block_time{"getCurrentBlockTimestamp()", "(uint256)"};
  Function last_hash{"getLastBlockHash()", "(bytes32)"};
  Function ether_balance{"getEthBalance(address addr)", "(uint256)"};
};

const Multicall3& multicall3() {
  static const Multicall3 kFunctions;
  return kFunctions;
}

/// Before the reads stand those that say which block answers.
constexpr std::size_t kStampReads = 3;

std::array<ContractRead, kStampReads> stamp_reads(const Address& multicall) {
  const Multicall3& functions = multicall3();
  return {contract_read(multicall, functions.block_number), contract_read(multicall, functions.block_time),
          contract_read(multicall, functions.last_hash)};
}

Error fault(const ContractRead& read, std::string_view what) {
  return {ErrorKind::data, fmt::format("{} of {}: {}", read.function->signature(), read.to.to_string(), what)};
}

Result<ReadAnswer> read_one(const ContractRead& read, const AbiValue& result, const RevertReader& reverts) {
  const Bytes& data = result[1].bytes();
  if (!result[0].boolean()) {
    if (read.may_fail) return ReadAnswer{std::nullopt, data};
    return fault(read, "reverted: " + reverts.read(data).text);
  }
  if (data.empty() && !read.function->outputs().empty()) {
    if (read.may_fail) return ReadAnswer{std::nullopt, {}};
    return fault(read, "no contract answers there");
  }
  auto values = read.function->decode(data);
  if (!values) return fault(read, values.error().text());
  return ReadAnswer{std::move(values).value(), {}};
}

Result<BlockStamp> read_stamp(std::span<const ReadAnswer> answers) {
  const u256& number = answers[0][0].uint();
  if (number > std::numeric_limits<std::uint64_t>::max())
    return Error(ErrorKind::data, fmt::format("a block's number: {} is out of range (allowed: 64 bits)", number.str()));
  BlockStamp stamp;
  stamp.number = static_cast<std::uint64_t>(number);
  BASIS_TRY(stamp.time, time_of(answers[1][0], "a block's time"));
  const Bytes& hash = answers[2][0].bytes();
  std::copy(hash.begin(), hash.end(), stamp.parent.begin());
  return stamp;
}

std::string block_text(const BlockPlace& block) {
  if (const auto* number = std::get_if<std::uint64_t>(&block)) return fmt::format(R"("{}")", quantity_text(*number));
  if (const auto* hash = std::get_if<Hash32>(&block))
    return fmt::format(R"({{"blockHash":"{}","requireCanonical":true}})", to_hex(*hash));
  return R"("latest")";
}

Result<ReadAnswers> answered(std::span<const ContractRead> reads, const RpcAnswer& answer,
                             const RevertReader& reverts) {
  if (answer.result() == nullptr) {
    const RpcFault& told = answer.fault();
    return Error(ErrorKind::data, told.revert.empty() ? told.text : reverts.read(told.revert).text);
  }
  BASIS_TRY(const Bytes returned, bytes_of(*answer.result()));
  return read_multicall(reads, returned, reverts);
}

}  // namespace

const AbiValue& ReadAnswer::operator[](std::size_t index) const {
  if (!values) broken_invariant("the value of a read that reverted");
  return values->at(index);
}

Result<Bytes> multicall_data(const Address& multicall, std::span<const ContractRead> reads) {
  AbiValue::List calls;
  calls.reserve(kStampReads + reads.size());
  const auto add = [&](const ContractRead& read) -> Result<void> {
    BASIS_TRY(Bytes data, read.function->encode(read.arguments));
    // Of all that fails, what may not is told by its name here, and not by "Multicall3: call failed".
    calls.emplace_back(abi_values(read.to, true, std::move(data)));
    return ok();
  };
  for (const ContractRead& read : stamp_reads(multicall)) {
    BASIS_TRY(add(read));
  }
  for (const ContractRead& read : reads) {
    BASIS_TRY(add(read));
  }
  return multicall3().aggregate.call(AbiValue(std::move(calls)));
}

Result<ReadAnswers> read_multicall(std::span<const ContractRead> reads, ByteView returned,
                                   const RevertReader& reverts) {
  if (returned.empty()) return Error(ErrorKind::data, "Multicall3: no contract answers at its address");
  BASIS_TRY(const AbiValue::List values, multicall3().aggregate.decode(returned));
  const AbiValue::List& results = values.front().list();
  if (results.size() != kStampReads + reads.size())
    return Error(ErrorKind::data,
                 fmt::format("Multicall3: {} answers to {} reads", results.size(), kStampReads + reads.size()));
  const auto stamps = stamp_reads(Address());
  std::vector<ReadAnswer> stamp;
  for (std::size_t i = 0; i < kStampReads; ++i) {
    BASIS_TRY(ReadAnswer answer, read_one(stamps[i], results[i], reverts));
    stamp.push_back(std::move(answer));
  }
  ReadAnswers all;
  BASIS_TRY(all.block, read_stamp(stamp));
  all.answers.reserve(reads.size());
  for (std::size_t i = 0; i < reads.size(); ++i) {
    BASIS_TRY(ReadAnswer answer, read_one(reads[i], results[kStampReads + i], reverts));
    all.answers.push_back(std::move(answer));
  }
  return all;
}

ContractRead ether_balance(const Address& multicall, const Address& account) {
  return contract_read(multicall, multicall3().ether_balance, account);
}

void read_contracts(Rpc& rpc, const Address& multicall, std::vector<ContractRead> reads, const BlockPlace& block,
                    const RevertReader& reverts, std::function<void(const Result<ReadAnswers>&)> done) {
  const auto data = multicall_data(multicall, reads);
  // Arguments are made by the code's own tables; what does not fit them is a defect.
  require(data.has_value(), "a read's arguments fit its function");
  const std::string parameters =
      fmt::format(R"([{{"to":"{}","data":"{}"}},{}])", multicall.to_string(), to_hex(data.value()), block_text(block));
  rpc.call({"eth_call", parameters}, [reads = std::move(reads), &reverts, done = std::move(done)](
                                         const RpcAnswer& answer) { done(answered(reads, answer, reverts)); });
}

}  // namespace basis::chain
