#include "core/portfolio/flows_file.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/fingerprint.hpp"
#include "core/history/csv_header.hpp"

namespace basis {
namespace {

enum Column : std::size_t { timestamp, kind, amount, speed, kColumns };

/// The text of a field for a message: in quotes, shortened, with control characters replaced.
std::string quoted(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string out(text.substr(0, kLongest));
  std::ranges::replace_if(
      out, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
  return "'" + out + (text.size() > kLongest ? "...'" : "'");
}

/// Converts rows to flows and collects their faults.
class Reader {
 public:
  Reader(const std::string& file, UtcTime from, UtcTime to, Nanos step)
      : file_(file), from_(from), to_(to), step_(step) {}

  void read(std::string_view text) {
    CsvLines lines(text);
    const auto header = read_header(lines, {{"timestamp", "kind", "amount", "speed"}}, file_, faults_);
    if (!header) return;
    CsvLine line;
    while (lines.next(line))
      if (is_whole_row(line, kColumns, file_, faults_)) read_row(line, header->fields);
  }

  Result<std::vector<CapitalFlow>> take() {
    if (!faults_.empty()) return faults_.error();
    return std::move(flows_);
  }

 private:
  void read_row(const CsvLine& line, const std::vector<std::size_t>& fields) {
    const auto field = [&](Column column) { return line.field[fields[column]]; };
    CapitalFlow flow;
    flow.line = line.number;
    read_time(field(timestamp), flow);
    const bool known = field(kind) == "deposit" || field(kind) == "withdrawal";
    flow.deposit = field(kind) == "deposit";
    if (!known) fault(line, fmt::format("kind {} is unknown (allowed: deposit, withdrawal)", quoted(field(kind))));
    // When the kind is unknown, the other fields may have any value that one of the kinds allows.
    read_amount(field(amount), known && flow.deposit, flow);
    read_speed(field(speed), known && !flow.deposit, flow);
    flows_.push_back(flow);
  }

  void read_time(std::string_view text, CapitalFlow& flow) {
    const auto time = UtcTime::parse(text);
    if (!time) {
      fault(flow, fmt::format("timestamp {} is not a UTC time (2024-05-12 or 2024-05-12T01:00:00Z)", quoted(text)));
      return;
    }
    flow.time = time.value();
    if (step_.count > 0 && !flow.time.is_multiple_of(step_)) fault(flow, off_the_step(text));
    if (from_ < to_ && (flow.time <= from_ || flow.time > to_))
      fault(flow, fmt::format("timestamp {} is outside the run (allowed: after {}, at most {})", quoted(text),
                              from_.to_string(), to_.to_string()));
    if (latest_ && flow.time < *latest_)
      fault(flow, fmt::format("timestamp {} is before that of a row above (allowed: {} or later)", quoted(text),
                              latest_->to_string()));
    latest_ = std::max(latest_.value_or(flow.time), flow.time);
  }

  [[nodiscard]] std::string off_the_step(std::string_view text) const {
    if (step_ == kHour) return fmt::format("timestamp {} is not on the hour (allowed: whole hours)", quoted(text));
    return fmt::format("timestamp {} is not at a step of the run (allowed: multiples of {} s)", quoted(text),
                       static_cast<double>(step_.count) / static_cast<double>(kSecond.count));
  }

  void read_amount(std::string_view text, bool deposit, CapitalFlow& flow) {
    const Amount most = Amount::from_int(1'000'000'000'000);
    const std::string_view allowed =
        deposit ? "over 0, at most 1000000000000" : "over 0, at most 1000000000000, or all";
    if (text == "all") {
      if (deposit) fault(flow, fmt::format("amount 'all' is for withdrawals (allowed: {})", allowed));
      return;
    }
    const auto parsed = Amount::parse(text);
    if (!parsed)
      fault(flow,
            fmt::format("amount {} is no decimal number of at most 18 decimals (allowed: {})", quoted(text), allowed));
    else if (parsed.value().sign() <= 0 || parsed.value() > most)
      fault(flow, fmt::format("amount {} is out of range (allowed: {})", quoted(text), allowed));
    else
      flow.amount = parsed.value();
  }

  void read_speed(std::string_view text, bool needed, CapitalFlow& flow) {
    flow.speed = text == "slow" ? ExitSpeed::slow : ExitSpeed::fast;
    if (text == "fast" || text == "slow" || (text.empty() && !needed)) return;
    fault(flow, fmt::format("speed {} is {} (allowed: fast, slow{})", quoted(text),
                            text.empty() ? "missing" : "unknown", needed ? "" : ", or empty"));
  }

  void fault(const CsvLine& line, std::string what) { faults_.add(file_, line.number, std::move(what)); }
  void fault(const CapitalFlow& flow, std::string what) { faults_.add(file_, flow.line, std::move(what)); }

  const std::string& file_;
  UtcTime from_;
  UtcTime to_;
  Nanos step_;
  std::optional<UtcTime> latest_;
  FaultList faults_;
  std::vector<CapitalFlow> flows_;
};

}  // namespace

Result<CapitalFlows> parse_flows(std::string_view text, const std::string& file, UtcTime from, UtcTime to, Nanos step) {
  Reader reader(file, from, to, step);
  reader.read(text);
  BASIS_TRY(auto flows, reader.take());
  return CapitalFlows{file, fingerprint_of(text), std::move(flows)};
}

Result<CapitalFlows> read_flows(const std::filesystem::path& path, UtcTime from, UtcTime to, Nanos step) {
  const auto text = read_whole_file(path);
  if (!text) return Error(ErrorKind::data, path.string() + ": " + text.error().text());
  return parse_flows(text.value(), path.string(), from, to, step);
}

}  // namespace basis
