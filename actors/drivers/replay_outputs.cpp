#include "actors/drivers/replay_outputs.hpp"

#include <fmt/format.h>

#include <iterator>

namespace basis {
Result<std::unique_ptr<ReplayFiles::Output>> ReplayFiles::open(const std::filesystem::path& path,
                                                               std::string_view header) {
  std::filesystem::path partial = path;
  partial += ".partial";
  BASIS_TRY(BufferedFile file, BufferedFile::create(partial));
  auto output = std::make_unique<Output>(Output{path, std::move(partial), std::move(file)});
  output->file.buffer().append(header).append("\n");
  return output;
}

Result<std::unique_ptr<ReplayFiles>> ReplayFiles::create(const std::optional<std::filesystem::path>& tops) {
  std::unique_ptr<ReplayFiles> files(new ReplayFiles);
  if (tops) {
    BASIS_TRY(files->tops_, open(*tops, "receive_ns,instrument,update_id,bid_price,bid_size,ask_price,ask_size"));
  }
  return files;
}

ReplayFiles::~ReplayFiles() {
  std::error_code code;
  if (tops_) std::filesystem::remove(tops_->partial, code);
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
  return finish(tops_);
}

}  // namespace basis
