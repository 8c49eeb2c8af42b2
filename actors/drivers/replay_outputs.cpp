#include "actors/drivers/replay_outputs.hpp"

#include <fmt/format.h>

#include <iterator>

#include "core/base/fingerprint.hpp"

namespace basis {
namespace {

std::string_view side_name(OrderSide side) { return side == OrderSide::buy ? "buy" : "sell"; }

}  // namespace

Result<std::unique_ptr<ReplayFiles::Output>> ReplayFiles::open(const std::filesystem::path& path,
                                                               std::string_view header) {
  std::filesystem::path partial = path;
  partial += ".partial";
  BASIS_TRY(BufferedFile file, BufferedFile::create(partial));
  auto output = std::make_unique<Output>(Output{path, std::move(partial), std::move(file)});
  output->file.buffer().append(header).append("\n");
  return output;
}

Result<std::unique_ptr<ReplayFiles>> ReplayFiles::create(const std::optional<std::filesystem::path>& tops,
                                                         const std::optional<std::filesystem::path>& orders) {
  std::unique_ptr<ReplayFiles> files(new ReplayFiles);
  if (tops) {
    BASIS_TRY(files->tops_, open(*tops, "receive_ns,instrument,update_id,bid_price,bid_size,ask_price,ask_size"));
  }
  if (orders) {
    BASIS_TRY(files->orders_, open(*orders,
                                   "receive_ns,venue,instrument,client_id,side,size,limit,reduce_only,request_bytes,"
                                   "request_fingerprint"));
  }
  return files;
}

ReplayFiles::~ReplayFiles() {
  std::error_code code;
  for (const auto* output : {&tops_, &orders_})
    if (*output) std::filesystem::remove((*output)->partial, code);
}

void ReplayFiles::row_done(Output& output) {
  if (const auto done = output.file.row_done(); !done && !failed_) failed_ = done.error();
}

void ReplayFiles::top_changed(const Market& market, UtcTime received, std::int64_t update_id, const TopOfBook& top) {
  if (!tops_) return;
  fmt::format_to(std::back_inserter(tops_->file.buffer()), "{},{},{},{},{},{},{}\n", received.nanos(), market.key,
                 update_id, top.bid.price.to_string(), top.bid.size.to_string(), top.ask.price.to_string(),
                 top.ask.size.to_string());
  row_done(*tops_);
}

void ReplayFiles::order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes,
                              const Stamps& stamps) {
  if (!orders_) return;
  Fingerprint fingerprint;
  fingerprint.add(bytes);
  fmt::format_to(std::back_inserter(orders_->file.buffer()), "{},{},{},{},{},{},{},{},{},{}\n",
                 stamps.received_utc.nanos(), feed_venue_info(venue).name, (*universe_)[order.market].key,
                 order.id.view(), side_name(order.side), order.size.to_string(), order.limit.to_string(),
                 order.reduce_only, bytes.size(), fingerprint.hex());
  row_done(*orders_);
}

Result<void> ReplayFiles::finish(std::unique_ptr<Output>& output) {
  if (!output) return ok();
  BASIS_TRY(output->file.close());
  std::error_code code;
  std::filesystem::rename(output->partial, output->path, code);
  if (code) return Error(ErrorKind::usage, fmt::format("{}: {}", output->path.string(), code.message()));
  output.reset();
  return ok();
}

Result<void> ReplayFiles::finish() {
  if (failed_) return *failed_;
  BASIS_TRY(finish(tops_));
  return finish(orders_);
}

}  // namespace basis
