// SPDX-License-Identifier: Apache-2.0
// fetch, exists: one version.
#include "command_run.h"
#include "files.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/text/human.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

constexpr qint64 largestInMemory = 16LL * 1024 * 1024;
constexpr size_t pieceSize = 1024 * 1024;

using Sink = std::function<Result<void>(QByteArrayView)>;

// Reads to the end, which proves the checksum.
Result<void> pump(StreamStorage::Reader &reader, const Sink &sink)
{
    std::vector<char> piece(pieceSize);
    while (true) {
        const auto got = reader.read(piece);
        if (!got)
            return failure(got);
        if (*got == 0)
            return {};
        if (auto written = sink(QByteArrayView(piece.data(), *got)); !written)
            return written;
    }
}

// Content too large for memory goes out in pieces. A file appears only when the checksum was right; to standard output
// nothing goes before a first reading proved it.
Result<void> fetchStream(CommandRun &run, StreamStorage &streams, const VersionKey &key,
                         std::unique_ptr<StreamStorage::Reader> reader, OutputFile *file)
{
    if (file)
        return pump(*reader, [&](QByteArrayView bytes) { return file->write(bytes); });
    if (auto proven = pump(*reader, [](QByteArrayView) { return Result<void>(); }); !proven)
        return proven;
    auto again = streams.openContent(key.name, key.version, run.stop());
    if (!again)
        return failure(std::move(again));
    return pump(**again, [&](QByteArrayView bytes) {
        run.out().write(bytes);
        return run.out().hasFailed() ? run.out().flush() : Result<void>();
    });
}

Result<Prompt> readWhole(const VersionKey &key, StreamStorage::Reader &reader)
{
    Prompt prompt{.metadata = reader.metadata(), .content = {}};
    prompt.content.reserve(static_cast<qsizetype>(prompt.metadata.size));
    std::vector<char> piece(std::min<size_t>(pieceSize, static_cast<size_t>(prompt.metadata.size) + 1));
    while (true) {
        auto got = reader.read(piece);
        if (!got)
            return std::unexpected(got.error().addContext(u"fetch"_s, key.toString()));
        if (*got == 0)
            return prompt;
        prompt.content.append(piece.data(), *got);
    }
}

Result<void> deliver(CommandRun &run, const Prompt &prompt, OutputFile *file)
{
    if (file) {
        if (auto written = file->write(prompt.content); !written)
            return written;
    } else if (!run.out().isJson()) {
        run.out().write(prompt.content);
    }
    if (run.out().isJson()) {
        JsonObject object = metadataJson(prompt.metadata);
        if (!file)
            insertContent(object, u"content"_s, prompt.content);
        run.out().json(object);
    }
    return {};
}

Result<void> fetchTo(CommandRun &run, Library &library, const VersionKey &key, OutputFile *file)
{
    // A command that only prints may be ended by Ctrl+C at any time, and needs no thread to wait for it.
    const std::stop_token stop = file ? run.stop() : std::stop_token();
    StreamStorage *streams = library.capabilities().streams;
    if (!streams) {
        const auto prompt = library.fetch({.name = key.name, .selector = key.version, .hasSelector = true}, stop);
        return prompt ? deliver(run, *prompt, file) : Result<void>(failure(prompt));
    }
    auto reader = streams->openContent(key.name, key.version, stop);
    if (!reader)
        return failure(std::move(reader));
    if ((*reader)->metadata().size <= largestInMemory) {
        const auto prompt = readWhole(key, **reader);
        return prompt ? deliver(run, *prompt, file) : Result<void>(failure(prompt));
    }
    if (run.out().isJson() && !file)
        return failure(
            ErrorCode::Unsupported, u"fetch"_s, key.toString(),
            u"The content of %1 has %2, too much for one JSON document. Fetch it without --json, or with --output."_s
                .arg(key.toString(), humanSize((*reader)->metadata().size)));
    const JsonObject metadata = metadataJson((*reader)->metadata());
    auto done = fetchStream(run, *streams, key, std::move(*reader), file);
    if (done && run.out().isJson())
        run.out().json(metadata);
    return done;
}

} // namespace

Result<int> runFetch(CommandRun &run)
{
    const auto ref = PromptRef::parse(run.in().argument(0));
    if (!ref)
        return failure(ref);
    auto library = run.open(CommandRun::Purpose::Reading);
    if (!library)
        return failure(std::move(library));
    const auto key = ref->selector.exact() ? Result<VersionKey>(VersionKey{ref->name, *ref->selector.exact()})
                                           : (*library)->resolve(*ref, {});
    if (!key)
        return failure(key);
    const auto output = run.in().bytes("output");
    std::unique_ptr<OutputFile> file;
    if (output && *output != "-") {
        auto created = OutputFile::create(*output);
        if (!created)
            return failure(std::move(created));
        file = std::move(*created);
    }
    if (auto fetched = fetchTo(run, **library, *key, file.get()); !fetched)
        return failure(std::move(fetched));
    if (file) {
        if (auto committed = file->commit(); !committed)
            return failure(std::move(committed));
    }
    return exit_code::done;
}

Result<int> runExists(CommandRun &run)
{
    const auto ref = PromptRef::parse(run.in().argument(0));
    if (!ref)
        return failure(ref);
    auto library = run.open(CommandRun::Purpose::Reading);
    if (!library)
        return failure(std::move(library));
    const auto exists = (*library)->exists(*ref, {});
    if (!exists)
        return failure(exists);
    if (run.out().isJson())
        run.out().json(JsonObject{{u"ref"_s, ref->toString()}, {u"exists"_s, *exists}});
    else
        run.out().confirm(*exists ? u"yes"_s : u"no"_s);
    return *exists ? exit_code::done : exit_code::notFound;
}

} // namespace pulse::cli
