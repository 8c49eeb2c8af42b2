#include "tools/fetch/chain_history.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/chain/fees.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain_reverts.hpp"

namespace basis {
namespace {

constexpr const char* kFirstBlock = R"(["0x0",false])";
constexpr const char* kLastBlock = R"(["latest",false])";

std::string block_parameters(std::uint64_t number) {
  return fmt::format(R"(["{}",false])", chain::quantity_text(number));
}

/// A block's fees by the history of fees that ends with it.
std::string fee_parameters(std::uint64_t number) {
  return fmt::format(R"(["0x1","{}",[50]])", chain::quantity_text(number));
}

std::size_t hours_in(const FetchPage& page) {
  return static_cast<std::size_t>((page.to - page.from).count / kHour.count) + 1;
}

Result<chain::Head> head_of(const chain::RpcAnswer& answer, std::string_view what) {
  if (answer.result() == nullptr)
    return Error(ErrorKind::data, fmt::format("{}: the RPC does not tell it: {}", what, answer.fault().text));
  auto head = chain::read_head(*answer.result());
  if (head) return head;
  return Error(ErrorKind::data, fmt::format("{}: {}", what, head.error().text()));
}

}  // namespace

ChainHistory::ChainHistory(Manifest& manifest, PatientReads& reads, Parts parts)
    : manifest_(manifest), reads_(reads), parts_(std::move(parts)) {}

Result<void> ChainHistory::start() {
  for (const ChainSeries& series : parts_.series) {
    const FetchedFile* const known = manifest_.find(series.path);
    if (known != nullptr && !known->source.empty() && known->source != series.source)
      return Error(ErrorKind::data,
                   fmt::format("{}: was fetched from {}, and is asked of {}: take another folder",
                               (manifest_.folder() / series.path).string(), known->source, series.source));
    SeriesFile& file = files_.emplace_back(manifest_.folder() / series.path, series.columns);
    BASIS_TRY(file.read());
  }
  reads_.ask({{"eth_chainId"}, {"eth_getBlockByNumber", kLastBlock}, {"eth_getBlockByNumber", kFirstBlock}},
             [this](const std::vector<chain::RpcAnswer>& answers) { begin(answers); });
  return ok();
}

void ChainHistory::begin(const std::vector<chain::RpcAnswer>& answers) {
  if (const auto taken = take_chain(answers); !taken) return stop(taken.error());
  next_page();
}

Result<void> ChainHistory::take_chain(const std::vector<chain::RpcAnswer>& answers) {
  if (answers[0].result() == nullptr) {
    const bool key = answers[0].fault().kind == chain::RpcFaultKind::access;
    return Error(ErrorKind::data, fmt::format("the RPC does not answer eth_chainId: {}{}", answers[0].fault().text,
                                              key ? " (the key in ALCHEMY__RPC_URL is not accepted)" : ""));
  }
  BASIS_TRY(const std::uint64_t id, chain::quantity64_of(*answers[0].result()));
  if (id != parts_.chain_id)
    return Error(ErrorKind::usage,
                 fmt::format("ALCHEMY__CHAIN_ID is {}, and the RPC is on chain {}", parts_.chain_id, id));
  BASIS_TRY(const chain::Head last, head_of(answers[1], "the last block"));
  BASIS_TRY(const chain::Head first, head_of(answers[2], "the first block"));
  if (last.number <= first.number || last.time <= first.time)
    return Error(ErrorKind::data, "the chain has no blocks behind its first");
  search_.emplace(first.number, first.time, last.number, last.time);
  const std::int64_t settled = (last.time - kSettled).nanos();
  const UtcTime end = std::min(parts_.to, UtcTime::from_nanos(settled - settled % kHour.count));
  if (end < parts_.from) {
    report_.faults.push_back(fmt::format("no hour from {} has settled: the chain's last block is of {}",
                                         parts_.from.to_string(), last.time.to_string()));
    return ok();
  }
  std::vector<std::string> paths;
  paths.reserve(parts_.series.size());
  for (const ChainSeries& series : parts_.series) paths.push_back(series.path);
  for (FetchPage& page : fetch_pages(manifest_, paths, parts_.from, end)) {
    hours_ += hours_in(page);
    pages_.push_back(std::move(page));
  }
  return ok();
}

void ChainHistory::next_page() {
  if (pages_.empty()) return finish();
  const FetchPage& page = pages_.front();
  hours_of_page_.clear();
  std::vector<UtcTime> instants;
  for (UtcTime at = page.from; at <= page.to; at = at + kHour) {
    hours_of_page_.push_back({at});
    instants.push_back(at);
  }
  search_->want(std::move(instants));
  search();
}

void ChainHistory::search() {
  const std::vector<std::uint64_t> numbers = search_->next();
  if (numbers.empty()) return sample();
  std::vector<chain::RpcCall> calls;
  calls.reserve(numbers.size());
  for (const std::uint64_t number : numbers) calls.push_back({"eth_getBlockByNumber", block_parameters(number)});
  reads_.ask(std::move(calls), [this, numbers](const std::vector<chain::RpcAnswer>& answers) {
    if (const auto taken = take_blocks(numbers, answers); !taken) return stop(taken.error());
    search();
  });
}

Result<void> ChainHistory::take_blocks(const std::vector<std::uint64_t>& numbers,
                                       const std::vector<chain::RpcAnswer>& answers) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    BASIS_TRY(const chain::Head head, head_of(answers[i], fmt::format("block {}", numbers[i])));
    if (head.number != numbers[i])
      return Error(ErrorKind::data, fmt::format("block {}: the node answers with block {}", numbers[i], head.number));
    BASIS_TRY(search_->know(head.number, head.time));
  }
  return ok();
}

std::vector<chain::ContractRead> ChainHistory::reads_of_page() const {
  std::vector<chain::ContractRead> all;
  for (const std::size_t place : pages_.front().files) {
    const auto& more = parts_.series[place].reads;
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

void ChainHistory::sample() {
  const auto& wanted = pages_.front().files;
  const std::vector<chain::ContractRead> reads = reads_of_page();
  const bool fees = std::ranges::any_of(wanted, [this](std::size_t place) { return parts_.series[place].of_fees; });
  const auto data = chain::multicall_data(parts_.multicall, reads);
  // Arguments are made by the code's own tables.
  require(data.has_value(), "a read's arguments fit its function");
  const std::string hex = chain::to_hex(data.value());
  std::vector<chain::RpcCall> calls;
  for (Hour& hour : hours_of_page_) {
    hour.block = search_->block_at(hour.at);
    if (!hour.block) continue;
    if (!reads.empty()) {
      hour.call = calls.size();
      calls.push_back({"eth_call", fmt::format(R"([{{"to":"{}","data":"{}"}},"{}"])", parts_.multicall.to_string(), hex,
                                               chain::quantity_text(*hour.block))});
    }
    if (fees) {
      hour.fees = calls.size();
      calls.push_back({"eth_feeHistory", fee_parameters(*hour.block)});
    }
  }
  const auto take = [this](const std::vector<chain::RpcAnswer>& answers) {
    if (const auto taken = take_page(answers); !taken) return stop(taken.error());
    next_page();
  };
  if (calls.empty()) return take({});
  reads_.ask(std::move(calls), take);
}

Result<std::vector<chain::ReadAnswer>> ChainHistory::answers_of(const Hour& hour,
                                                                const std::vector<chain::RpcAnswer>& answers) const {
  const std::vector<chain::ContractRead> reads = reads_of_page();
  std::vector<chain::ReadAnswer> silent(reads.size());
  if (!hour.call) return silent;
  const chain::RpcAnswer& answer = answers[*hour.call];
  if (answer.result() == nullptr) return unanswered(hour, answer.fault());
  const auto fault = [&](const Error& error) {
    return Error(ErrorKind::data, fmt::format("{}: {}", block_text(*hour.block), error.text()));
  };
  const auto returned = chain::bytes_of(*answer.result());
  if (!returned) return fault(returned.error());
  // Before Multicall3 was there nothing of this chain can be read.
  if (returned.value().empty()) return silent;
  auto told = chain::read_multicall(reads, returned.value(), contract_reverts());
  if (!told) return fault(told.error());
  if (told.value().block.number != *hour.block)
    return Error(ErrorKind::data, fmt::format("{}: the node answers from the state of block {}",
                                              block_text(*hour.block), told.value().block.number));
  return std::move(told.value().answers);
}

Result<BlockTold> ChainHistory::fees_of(const Hour& hour, const std::vector<chain::RpcAnswer>& answers) const {
  BlockTold told;
  if (!hour.fees) return told;
  const chain::RpcAnswer& answer = answers[*hour.fees];
  if (answer.result() == nullptr) return unanswered(hour, answer.fault());
  const auto history = chain::read_fee_history(*answer.result());
  if (!history) return Error(ErrorKind::data, fmt::format("{}: {}", block_text(*hour.block), history.error().text()));
  told.base_fee = history.value().first_base_fee;
  told.priority = history.value().priority;
  return told;
}

Result<void> ChainHistory::take_page(const std::vector<chain::RpcAnswer>& answers) {
  const std::vector<std::size_t> wanted = pages_.front().files;
  for (const Hour& hour : hours_of_page_) {
    BASIS_TRY(const std::vector<chain::ReadAnswer> read, answers_of(hour, answers));
    BASIS_TRY(BlockTold told, fees_of(hour, answers));
    std::span<const chain::ReadAnswer> rest = read;
    for (const std::size_t place : wanted) {
      const std::size_t count = parts_.series[place].reads.size();
      told.answers = rest.first(count);
      rest = rest.subspan(count);
      BASIS_TRY(take_row(place, hour, told));
    }
  }
  for (const std::size_t place : wanted) {
    BASIS_TRY(keep(place));
  }
  taken_ += hours_of_page_.size();
  pages_.pop_front();
  return ok();
}

Result<void> ChainHistory::take_row(std::size_t place, const Hour& hour, const BlockTold& told) {
  const ChainSeries& series = parts_.series[place];
  SeriesFile& file = files_[place];
  std::optional<std::vector<std::string>> row;
  if (hour.block) {
    auto read = series.row(told);
    if (!read)
      return Error(ErrorKind::data,
                   fmt::format("{}: {}: {}", series.name, block_text(*hour.block), read.error().text()));
    row = std::move(read).value();
  }
  if (row) {
    file.put(hour.at, *row);
    ++report_.rows;
    return ok();
  }
  // What has begun does not end by itself.
  if (file.rows().empty() || file.rows().begin()->first > hour.at) return ok();
  return Error(ErrorKind::data, fmt::format("{}: {}: its contracts do not answer, and did before", series.name,
                                            hour.block ? block_text(*hour.block) : hour.at.to_string()));
}

Result<void> ChainHistory::keep(std::size_t place) {
  const ChainSeries& series = parts_.series[place];
  const FetchPage& page = pages_.front();
  const SeriesFile& file = files_[place];
  FetchedFile now;
  if (const FetchedFile* known = manifest_.find(series.path)) now = *known;
  now.source = series.source;
  now.from = now.from ? std::min(*now.from, page.from) : page.from;
  now.to = now.to ? std::max(*now.to, page.to) : page.to;
  now.rows = file.rows().size();
  if (!file.rows().empty()) {
    now.first = file.rows().begin()->first;
    now.last = file.rows().rbegin()->first;
  }
  return manifest_.put(series.path, file.text(), std::move(now));
}

void ChainHistory::finish() {
  for (const ChainSeries& series : parts_.series) {
    const FetchedFile* const known = manifest_.find(series.path);
    if (known == nullptr || !known->from) continue;
    if (known->rows == 0)
      report_.faults.push_back(fmt::format("{}: no row from {} to {}: its contracts were not there yet", series.name,
                                           known->from->to_string(), known->to->to_string()));
    else if (known->first > known->from)
      report_.notes.push_back(
          fmt::format("{}: begins at {}: its contracts were not there before", series.name, known->first->to_string()));
  }
  done_ = true;
}

void ChainHistory::stop(const Error& error) {
  failure_ = error;
  done_ = true;
}

std::string ChainHistory::block_text(std::uint64_t number) const {
  return fmt::format("block {} of {}", number, search_->time_of(number).to_string());
}

Error ChainHistory::unanswered(const Hour& hour, const chain::RpcFault& fault) const {
  return {ErrorKind::data,
          fmt::format("{}: {}{}", block_text(*hour.block),
                      tells_pruned(fault) ? "the node keeps no state of it, an archive node does: " : "", fault.text)};
}

Result<ChainHistory::Report> ChainHistory::result() const {
  if (failure_) return *failure_;
  return report_;
}

}  // namespace basis
