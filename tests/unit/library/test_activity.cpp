// SPDX-License-Identifier: Apache-2.0
#include "library_fixture.h"
#include "pulse/library/library_session.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

/// A library, and a session whose activities are taken back and done again.
struct Acting
{
    MemoryLibrary library;
    std::unique_ptr<LibrarySession> session;
    std::unique_ptr<QSignalSpy> refused, reversed;

    Acting()
    {
        session = std::make_unique<LibrarySession>(library.library, std::make_shared<TaskRunner>(2));
        refused = std::make_unique<QSignalSpy>(&log(), &ActivityLog::refused);
        reversed = std::make_unique<QSignalSpy>(&log(), &ActivityLog::reversed);
    }
    [[nodiscard]] ActivityLog &log() const { return session->activities(); }
    [[nodiscard]] const Activity &newest() const { return log().activities().front(); }
    [[nodiscard]] QString problem() const { return newest().problem; }

    /// Whether the change succeeded and was noted.
    template <typename T>
    bool did(Task<T> task)
    {
        const auto before = log().activities().size();
        return QTest::qWaitFor([&] { return !task.isRunning(); }, 20000) && task.future().result().has_value() &&
               QTest::qWaitFor([&] { return log().activities().size() == before + 1; }, 20000);
    }
    bool undo()
    {
        return turn([this](quint64 id) { log().undo(id); });
    }
    bool redo()
    {
        return turn([this](quint64 id) { log().redo(id); });
    }

    [[nodiscard]] QStringList versions(QStringView prompt) const
    {
        QStringList result;
        if (const auto history = library->history(name(prompt), {}))
            for (const HistoryEntry &entry : history->entries)
                result.append(entry.version.toString());
        return result;
    }
    [[nodiscard]] QString labelled(QStringView prompt, QStringView which) const
    {
        const auto history = library->history(name(prompt), {});
        if (!history)
            return {};
        const auto at = history->labels.find(label(which));
        return at == history->labels.end() ? QString() : at->second.toString();
    }
    [[nodiscard]] Metadata metadata(QStringView prompt) const { return *library->metadata(ref(prompt), {}); }

private:
    template <typename Turn>
    bool turn(Turn turn)
    {
        const qsizetype done = reversed->size() + refused->size();
        const qsizetype fine = reversed->size();
        turn(newest().id);
        return QTest::qWaitFor([&] { return reversed->size() + refused->size() > done; }, 20000) &&
               reversed->size() > fine;
    }
};

MetadataPatch tagging(const QString &tag)
{
    MetadataPatch patch;
    patch.addTags = {tag};
    return patch;
}

MetadataPatch describing(const QString &text)
{
    MetadataPatch patch;
    patch.description = text;
    return patch;
}

PublishRequest publishing(QStringView prompt, const QByteArray &content)
{
    return {.name = name(prompt), .content = content};
}

} // namespace

class TestActivity : public QObject
{
    Q_OBJECT

private slots:
    // ---- publishing
    void undoOfAFirstVersionPutsThePromptInTheTrash()
    {
        Acting it;
        QVERIFY(it.did(it.session->publish(publishing(u"a", "x"))));
        QCOMPARE(it.newest().kind, ActivityKind::Publish);
        QVERIFY(it.undo());
        QVERIFY(it.versions(u"a").isEmpty());
        QCOMPARE(it.library->trash({})->size(), 1);
        QVERIFY(it.redo());
        QCOMPARE(it.versions(u"a"), QStringList{u"1.0.0"_s});
        QCOMPARE(it.library->fetch(ref(u"a"), {})->content, "x");
        QVERIFY(it.undo());
        QVERIFY(it.versions(u"a").isEmpty());
    }

    void undoOfALaterVersionTakesOnlyThatOne()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        QVERIFY(it.did(it.session->publish(publishing(u"a", "y"))));
        QVERIFY(it.undo());
        QCOMPARE(it.versions(u"a"), QStringList{u"1.0.0"_s});
        QVERIFY(it.redo());
        QCOMPARE(it.versions(u"a"), (QStringList{u"1.0.1"_s, u"1.0.0"_s}));
    }

    void publishingStaysWhereSomethingFollowed()
    {
        Acting it;
        QVERIFY(it.did(it.session->publish(publishing(u"a", "x"))));
        VERIFY_OK(it.library.publish(u"a", "y"));
        QVERIFY(!it.undo());
        QVERIFY2(it.problem().contains(u"newer versions"), qPrintable(it.problem()));
        QCOMPARE(it.versions(u"a"), (QStringList{u"1.0.1"_s, u"1.0.0"_s}));
        QVERIFY(it.newest().canUndo());
    }

    void publishingStaysWhereALabelWasPut()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        QVERIFY(it.did(it.session->publish(publishing(u"a", "y"))));
        VERIFY_OK(it.library->setLabel(name(u"a"), label(u"staging"), Selector(version(u"1.0.1")), false, {}));
        QVERIFY(!it.undo());
        QVERIFY2(it.problem().contains(u"staging"), qPrintable(it.problem()));
        QCOMPARE(it.versions(u"a").size(), 2);
    }

    void publishingWhatIsThereIsNoActivity()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        auto task = it.session->publish(publishing(u"a", "x"));
        QTRY_VERIFY(!task.isRunning());
        QVERIFY(it.did(it.session->publish(publishing(u"b", "x"))));
        QCOMPARE(it.log().activities().size(), 1);
    }

    void aRestoredVersionIsTakenBackToo()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        VERIFY_OK(it.library.publish(u"a", "y"));
        QVERIFY(it.did(it.session->record(ActivityKind::Publish, [](ActivityRecorder &recorder, std::stop_token stop) {
            return recorder.restoreVersion(name(u"a"), version(u"1.0.0"), Bump::Patch, {}, std::move(stop));
        })));
        QCOMPARE(it.versions(u"a").size(), 3);
        QVERIFY(it.undo());
        QCOMPARE(it.versions(u"a").size(), 2);
    }

    void aDuplicateGoesToTheTrash()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        QVERIFY(it.did(it.session->duplicate(name(u"a"), name(u"b"))));
        QVERIFY(it.undo());
        QVERIFY(it.versions(u"b").isEmpty());
        QVERIFY(it.redo());
        QCOMPARE(it.versions(u"b").size(), 1);
    }

    // ---- removing
    void aRemovedPromptComesBackWithItsLabels()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        VERIFY_OK(it.library->setLabel(name(u"a"), label(u"staging"), Selector(version(u"1.0.0")), false, {}));
        QVERIFY(it.did(it.session->remove(name(u"a"), {})));
        QVERIFY(it.undo());
        QCOMPARE(it.labelled(u"a", u"staging"), u"1.0.0"_s);
        QVERIFY(it.redo());
        QVERIFY(it.versions(u"a").isEmpty());
        QVERIFY(it.undo());
        QCOMPARE(it.versions(u"a").size(), 1);
    }

    void aRemovedPromptStaysAwayWhereItsNameIsTaken()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        QVERIFY(it.did(it.session->remove(name(u"a"), {})));
        VERIFY_OK(it.library.publish(u"a", "other"));
        QVERIFY(!it.undo());
        QVERIFY2(it.problem().contains(u"another prompt"), qPrintable(it.problem()));
        QCOMPARE(it.library->fetch(ref(u"a"), {})->content, "other");
    }

    void aRemovedVersionComesBack()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        VERIFY_OK(it.library.publish(u"a", "y"));
        QVERIFY(it.did(it.session->remove(name(u"a"), version(u"1.0.0"))));
        QVERIFY(it.undo());
        QCOMPARE(it.versions(u"a").size(), 2);
        QVERIFY(it.redo());
        QCOMPARE(it.versions(u"a"), QStringList{u"1.0.1"_s});
        VERIFY_OK(it.library->remove(name(u"a"), {}, {}));
        QVERIFY(!it.undo());
        QVERIFY(it.versions(u"a").isEmpty());
    }

    void manyAreOneActivityAndComeBackTogetherOrNotAtAll()
    {
        Acting it;
        for (const char16_t *each : {u"a", u"b", u"c"})
            VERIFY_OK(it.library.publish(each, "x"));
        QVERIFY(it.did(it.session->record(ActivityKind::Remove, [](ActivityRecorder &recorder, std::stop_token stop) {
            for (const char16_t *each : {u"a", u"b", u"c"})
                if (auto gone = recorder.remove(name(each), {}, stop); !gone)
                    return gone;
            return Result<RemovalReceipt>(RemovalReceipt{});
        })));
        VERIFY_OK(it.library.publish(u"b", "other"));
        QVERIFY(!it.undo());
        QVERIFY(it.versions(u"a").isEmpty());
        QVERIFY(it.versions(u"c").isEmpty());
        VERIFY_OK(it.library->rename(name(u"b"), name(u"b2"), {}));
        QVERIFY(it.undo());
        QCOMPARE(it.versions(u"a").size() + it.versions(u"b").size() + it.versions(u"c").size(), 3);
    }

    void whatWasPurgedCannotComeBack()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        QVERIFY(it.did(it.session->remove(name(u"a"), {})));
        const TrashEntry entry = it.library->trash({})->front();
        QVERIFY(
            it.did(it.session->record(ActivityKind::Purge, [entry](ActivityRecorder &recorder, std::stop_token stop) {
                return recorder.purgeMany(std::span(&entry, 1), {}, std::move(stop)).front();
            })));
        QVERIFY(!it.newest().isReversible);
        QVERIFY(!it.newest().canUndo());
        it.log().undo(it.log().activities().back().id);
        QTRY_COMPARE(it.refused->size(), 1);
        QVERIFY(it.log().activities().back().problem.contains(u"trash"));
    }

    void whatCameBackFromTheTrashGoesThereAgain()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        const auto id = *it.library->remove(name(u"a"), {}, {})->trashId;
        QVERIFY(it.did(it.session->restoreFromTrash(id)));
        QVERIFY(it.undo());
        QVERIFY(it.versions(u"a").isEmpty());
        QCOMPARE(it.library->trash({})->size(), 1);
    }

    // ---- names
    void aRenamedPromptGetsItsNameBack()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        QVERIFY(it.did(it.session->rename(name(u"a"), name(u"b/c"))));
        QVERIFY(it.undo());
        QCOMPARE(it.versions(u"a").size(), 1);
        QVERIFY(it.redo());
        QCOMPARE(it.versions(u"b/c").size(), 1);
    }

    void aRenamedPromptKeepsItsNameWhereTheOldOneIsTaken()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        QVERIFY(it.did(it.session->rename(name(u"a"), name(u"b"))));
        VERIFY_OK(it.library.publish(u"a", "other"));
        QVERIFY(!it.undo());
        QCOMPARE(it.versions(u"b").size(), 1);
        QCOMPARE(it.library->fetch(ref(u"a"), {})->content, "other");
    }

    void anotherPromptOfThatNameIsNotRenamed()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        QVERIFY(it.did(it.session->rename(name(u"a"), name(u"b"))));
        VERIFY_OK(it.library->remove(name(u"b"), {}, {}));
        VERIFY_OK(it.library.publish(u"b", "other"));
        QVERIFY(!it.undo());
        QVERIFY2(it.problem().contains(u"another prompt"), qPrintable(it.problem()));
        QVERIFY(it.versions(u"a").isEmpty());
    }

    void aFolderMovesBackAlsoIntoItself()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a/x", "outer"));
        VERIFY_OK(it.library.publish(u"a/a/x", "inner"));
        QVERIFY(it.did(it.session->record(ActivityKind::Rename, [](ActivityRecorder &recorder, std::stop_token stop) {
            return recorder.renameFolder(u"a"_s, {}, {}, std::move(stop));
        })));
        QCOMPARE(it.library->fetch(ref(u"a/x"), {})->content, "inner");
        QVERIFY2(it.undo(), qPrintable(it.problem()));
        QCOMPARE(it.library->fetch(ref(u"a/x"), {})->content, "outer");
        QCOMPARE(it.library->fetch(ref(u"a/a/x"), {})->content, "inner");
        QVERIFY2(it.redo(), qPrintable(it.problem()));
        QCOMPARE(it.library->fetch(ref(u"x"), {})->content, "outer");
    }

    // ---- labels
    void aLabelGoesBackWhereItWas()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        VERIFY_OK(it.library.publish(u"a", "y"));
        QVERIFY(it.did(it.session->setLabel(name(u"a"), label(u"staging"), version(u"1.0.0"), false)));
        QVERIFY(it.did(it.session->setLabel(name(u"a"), label(u"staging"), version(u"1.0.1"), false)));
        QVERIFY(it.undo());
        QCOMPARE(it.labelled(u"a", u"staging"), u"1.0.0"_s);
        QVERIFY(it.redo());
        QCOMPARE(it.labelled(u"a", u"staging"), u"1.0.1"_s);
        QVERIFY(it.did(it.session->removeLabel(name(u"a"), label(u"staging"), false)));
        QVERIFY(it.undo());
        QCOMPARE(it.labelled(u"a", u"staging"), u"1.0.1"_s);
    }

    void aFirstLabelIsTakenOffAgain()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        QVERIFY(it.did(it.session->setLabel(name(u"a"), label(u"production"), version(u"1.0.0"), false)));
        QVERIFY(it.undo());
        QCOMPARE(it.labelled(u"a", u"production"), QString());
    }

    void aLabelThatSomebodyMovedStays()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        VERIFY_OK(it.library.publish(u"a", "y"));
        VERIFY_OK(it.library.publish(u"a", "z"));
        QVERIFY(it.did(it.session->setLabel(name(u"a"), label(u"staging"), version(u"1.0.0"), false)));
        VERIFY_OK(it.library->setLabel(name(u"a"), label(u"staging"), Selector(version(u"1.0.2")), false, {}));
        QVERIFY(!it.undo());
        QVERIFY2(it.problem().contains(u"points at 1.0.2"), qPrintable(it.problem()));
        QCOMPARE(it.labelled(u"a", u"staging"), u"1.0.2"_s);
    }

    // ---- tags and descriptions
    void tagsAndDescriptionsGoBack()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        QVERIFY(it.did(it.session->updateMetadata(ref(u"a"), tagging(u"new"_s))));
        QVERIFY(it.did(it.session->updateMetadata(ref(u"a"), describing(u"what"_s))));
        const auto [text, tag] = std::pair(it.log().activities()[0].id, it.log().activities()[1].id);
        it.log().undo(tag); // not the newest, and yet nothing stands in its way
        QTRY_COMPARE(it.reversed->size(), 1);
        QVERIFY(it.metadata(u"a").tags.isEmpty());
        QCOMPARE(it.metadata(u"a").description, u"what"_s);
        it.log().undo(text);
        QTRY_COMPARE(it.reversed->size(), 2);
        QCOMPARE(it.metadata(u"a").description, QString());
        it.log().redo(tag);
        QTRY_COMPARE(it.reversed->size(), 3);
        QVERIFY(it.metadata(u"a").tags.contains(u"new"_s));
    }

    void whatSomebodyWroteSinceStays()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        QVERIFY(it.did(it.session->updateMetadata(ref(u"a"), describing(u"mine"_s))));
        VERIFY_OK(it.library->updateMetadata(ref(u"a"), describing(u"theirs"_s), {}));
        QVERIFY(!it.undo());
        QVERIFY2(it.problem().contains(u"changed again"), qPrintable(it.problem()));
        QCOMPARE(it.metadata(u"a").description, u"theirs"_s);
    }

    void aTagThatWasThereIsNotTakenAway()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        VERIFY_OK(it.library->updateMetadata(ref(u"a"), tagging(u"old"_s), {}));
        MetadataPatch both;
        both.addTags = {u"old"_s, u"new"_s};
        QVERIFY(it.did(it.session->updateMetadata(ref(u"a"), both)));
        QVERIFY(it.undo());
        QCOMPARE(it.metadata(u"a").tags.toList(), QStringList{u"old"_s});
    }

    // ---- importing
    void anImportIsOneActivity()
    {
        Acting it;
        VERIFY_OK(it.library.publish(u"set/b", "there already"));
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(u"set"_s));
        for (const auto &[file, text] : {std::pair("a.md", "one"), {"b.md", "two"}}) {
            QFile out(folder.filePath(u"set/"_s + QLatin1StringView(file)));
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(text);
        }
        QVERIFY(it.did(it.session->record(
            ActivityKind::Import, [path = folder.filePath(u"set"_s)](ActivityRecorder &recorder, std::stop_token stop) {
                const auto plan = planImport(recorder.library(), {path}, {}, {}, stop);
                return plan ? recorder.import(*plan, {}, {}, stop) : Result<ImportReport>(failure(plan));
            })));
        QCOMPARE(it.versions(u"set/a").size(), 1);
        const qsizetype versionsOfB = it.versions(u"set/b").size();
        QCOMPARE(versionsOfB, 2);
        QVERIFY2(it.undo(), qPrintable(it.problem()));
        QVERIFY(it.versions(u"set/a").isEmpty());
        QCOMPARE(it.versions(u"set/b"), QStringList{u"1.0.0"_s});
        QVERIFY2(it.redo(), qPrintable(it.problem()));
        QCOMPARE(it.versions(u"set/b").size(), 2);
        QCOMPARE(it.versions(u"set/a").size(), 1);
    }

    // ---- the log
    void keepsABoundedNumber()
    {
        Acting it;
        QSignalSpy dropped(&it.log(), &ActivityLog::dropped);
        for (std::size_t i = 0; i < ActivityLog::capacity + 3; ++i)
            it.log().add({.steps = {PurgeStep{name(u"a")}}, .isReversible = false});
        QCOMPARE(it.log().activities().size(), ActivityLog::capacity);
        QCOMPARE(dropped.size(), 3);
        QCOMPARE(it.log().activities().back().id, 4U);
    }

    void saysWhatComesNext()
    {
        Acting it;
        QVERIFY(!it.log().nextUndo());
        VERIFY_OK(it.library.publish(u"a", "x"));
        QVERIFY(it.did(it.session->updateMetadata(ref(u"a"), tagging(u"one"_s))));
        const quint64 first = it.newest().id;
        QVERIFY(it.did(it.session->updateMetadata(ref(u"a"), tagging(u"two"_s))));
        const quint64 second = it.newest().id;
        QCOMPARE(it.log().nextUndo()->id, second);
        QVERIFY(!it.log().nextRedo());
        QVERIFY(it.undo());
        QCOMPARE(it.log().nextUndo()->id, first);
        QCOMPARE(it.log().nextRedo()->id, second);
    }
};

QTEST_GUILESS_MAIN(TestActivity)
#include "test_activity.moc"
