// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/error.h"
#include "pulse/storage/capabilities.h"
#include "pulse/ui/common/line_table.h"
#include "pulse/ui/common/message_bar.h"

#include <QDialog>

class QBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace pulse::ui {

/// A sheet that says what would be done, line by line, does it when the person agrees, and says what was done. What is
/// done, and how it is stopped, a subclass knows. Use it with `open()`. Closing it during a change asks that to stop
/// and waits for its answer. GUI thread.
class WorkSheet : public QDialog
{
    Q_OBJECT

public:
    /// `stretched` is the list's column that takes the room that is left.
    WorkSheet(const QString &title, const QStringList &headings, const QString &listName, int stretched,
              QWidget *parent);

    /// The line that says what would be done, or was.
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QTableView *table() const { return m_view; }
    [[nodiscard]] QPushButton *mainButton() const { return m_main; }
    [[nodiscard]] QPushButton *closeButton() const { return m_close; }
    [[nodiscard]] bool isWorking() const { return m_isWorking; }

    void reject() override;

protected:
    virtual void act() = 0;
    virtual void stopWork() = 0;
    /// What a person can do about a problem besides reading it: buttons in its message.
    [[nodiscard]] virtual QList<MessageBar::Action> waysOut(const Error &) { return {}; }

    /// Above the summary.
    void addChoices(QLayout *choices);
    void say(const QString &text);
    void showLines(std::vector<LineTable::Line> lines);
    /// An empty text hides the button.
    void setMain(const QString &text, bool enabled);
    /// Looking what there is to do: closing the sheet just ends it.
    [[nodiscard]] ProgressSink beginLooking(const QString &saying);
    void endLooking();
    /// Changing something: the close button stops it.
    [[nodiscard]] ProgressSink beginWork(const QString &saying);
    /// Call last in the answer's handler: the sheet may be closed by it.
    void endWork();
    void showProblem(const Error &error);
    void dismissProblem();
    /// Why the work ended before its end: that the person stopped it, or what went wrong.
    void tellEarlyEnd(const Error &error, const QString &stopped, const QString &failed);

private:
    [[nodiscard]] ProgressSink begin(const QString &saying);

    QBoxLayout *m_choices;
    MessageBar *m_messages;
    QLabel *m_summary;
    LineTable *m_lines;
    QTableView *m_view;
    QProgressBar *m_progress;
    QPushButton *m_main;
    QPushButton *m_close;
    bool m_isWorking = false;
    bool m_closesWhenEnded = false;
};

} // namespace pulse::ui
