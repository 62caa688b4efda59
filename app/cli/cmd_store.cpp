// SPDX-License-Identifier: Apache-2.0
// store: publish a version.
#include "command_run.h"
#include "files.h"
#include "handlers.h"
#include "json_shapes.h"

#include "pulse/text/human.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

constexpr qint64 largestInMemory = 16LL * 1024 * 1024;

std::optional<Bump> bumpOf(const QString &word)
{
    if (word == "major"_L1)
        return Bump::Major;
    if (word == "minor"_L1)
        return Bump::Minor;
    if (word == "patch"_L1)
        return Bump::Patch;
    return {};
}

// Everything but the content.
Result<PublishRequest> requestOf(CommandRun &run)
{
    const QString given = run.in().argument(0);
    if (given.contains(u'@'))
        return run.wrongUsage(u"“store” takes the prompt's name alone; say which version with --version."_s);
    auto name = Name::parse(given);
    if (!name)
        return failure(std::move(name));
    PublishRequest request{.name = *name,
                           .content = {},
                           .version = {},
                           .bump = {},
                           .message = {},
                           .author = {},
                           .tags = {},
                           .description = run.in().value("description"),
                           .createdAt = {},
                           .basedOn = {}};
    request.message = run.in().value("message").value_or(QString());
    request.author = run.in().value("author");
    const auto version = run.in().value("version");
    const auto bump = run.in().value("bump");
    if (version && bump)
        return run.wrongUsage(u"Give either --version or --bump, not both."_s);
    if (version) {
        auto parsed = Version::parse(*version);
        if (!parsed)
            return failure(std::move(parsed));
        request.version = std::move(*parsed);
    }
    if (bump) {
        request.bump = bumpOf(*bump);
        if (!request.bump)
            return run.wrongUsage(u"--bump takes major, minor or patch."_s);
    }
    if (run.in().has("tag")) {
        auto tags = TagSet::parse(run.in().values("tag"));
        if (!tags)
            return failure(std::move(tags));
        request.tags = std::move(*tags);
    }
    return request;
}

// Content too large for memory: the same defaults as for any other, but the step cannot be read from the change.
Result<StoreReceipt> publishStream(CommandRun &run, Library &library, const PublishRequest &request,
                                   ByteSource &content)
{
    const Capabilities capabilities = library.capabilities();
    if (!capabilities.streams)
        return failure(ErrorCode::Unsupported, u"store"_s, request.name.toString(),
                       u"This library cannot take content of more than %1 at once."_s.arg(humanSize(largestInMemory)));
    const PromptRef latestRef{.name = request.name, .selector = {}, .hasSelector = false};
    auto before = library.metadata(latestRef, run.stop());
    if (!before && before.error().code() != ErrorCode::NotFound && before.error().code() != ErrorCode::Corrupt)
        return failure(std::move(before));
    std::optional<Version> version = request.version;
    if (!version) {
        const auto latest = library.resolve(latestRef, run.stop());
        if (!latest && latest.error().code() != ErrorCode::NotFound)
            return failure(latest);
        version = latest ? latest->version.next(request.bump.value_or(Bump::Patch)) : Version::first();
    }
    const QDateTime now = SystemClock().now();
    const Metadata metadata{.name = request.name,
                            .version = *version,
                            .createdAt = now,
                            .updatedAt = now,
                            .size = 0,
                            .checksum = {},
                            .tags = request.tags ? *request.tags
                                    : before     ? before->tags
                                                 : TagSet(),
                            .description = request.description ? *request.description
                                           : before            ? before->description
                                                               : QString(),
                            .author = request.author
                                          ? *request.author
                                          : run.host(CommandRun::Purpose::Changing).settings()->text(setting::author),
                            .message = request.message,
                            .unknown = {}};
    if (auto valid = validateMetadata(metadata); !valid)
        return failure(std::move(valid));
    return capabilities.streams->storeContent(metadata, content, run.stop());
}

void report(Console &out, const StoreReceipt &receipt)
{
    const bool created = receipt.outcome == StoreReceipt::Outcome::Created;
    if (out.isJson()) {
        JsonObject object{{u"outcome"_s, created ? u"created"_s : u"unchanged"_s}};
        const JsonObject metadata = metadataJson(receipt.metadata);
        for (const auto &[name, value] : metadata.members())
            object.insert(name, value);
        out.json(object);
        return;
    }
    const QString key = receipt.metadata.name.toString() + u'@' + receipt.metadata.version.toString();
    out.confirm(created ? u"Published %1 (%2)."_s.arg(key, humanSize(receipt.metadata.size))
                        : u"%1 has these bytes already; nothing changed."_s.arg(key));
}

} // namespace

Result<int> runStore(CommandRun &run)
{
    auto request = requestOf(run);
    if (!request)
        return failure(std::move(request));
    auto library = run.open(CommandRun::Purpose::Changing);
    if (!library)
        return failure(std::move(library));
    auto file = InputFile::open(run.in().count() > 1 ? run.in().argumentBytes(1) : "-"_ba);
    if (!file)
        return failure(std::move(file));
    if ((*file)->isTerminal())
        run.out().note(u"Reading the content from the keyboard; Ctrl+D on a new line ends it."_s);
    auto whole = (*file)->readWhole(largestInMemory);
    if (!whole)
        return failure(std::move(whole));
    if (*whole)
        request->content = std::move(**whole);
    auto receipt = *whole ? (*library)->publish(*request, run.stop()) : publishStream(run, **library, *request, **file);
    if (!receipt)
        return failure(std::move(receipt));
    report(run.out(), *receipt);
    return exit_code::done;
}

} // namespace pulse::cli
