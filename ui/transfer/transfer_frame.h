// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/error.h"
#include "pulse/storage/capabilities.h"
#include "pulse/ui/common/line_table.h"

class QBoxLayout;
class QDialog;
class QLabel;
class QProgressBar;
class QPushButton;

namespace pulse::ui {

class MessageBar;

/// What the sheets that move prompts in and out are made of beside their choices: the messages, the line that says what
/// would happen or did, the list of files, and the row with the progress and the buttons; and how they end. The
/// widgets belong to the sheet. GUI thread.
class TransferFrame
{
public:
    /// `sheet` must outlive the frame. `stretched` is the list's column that takes the room that is left.
    TransferFrame(QDialog *sheet, const QStringList &headings, const QString &listName, int stretched);

    /// Puts everything into `column`, from the top: messages, `choices`, summary, list, buttons.
    void arrange(QBoxLayout *column, QLayout *choices);

    void say(const QString &text);
    [[nodiscard]] QString said() const;
    void showProblem(const Error &error);
    void dismissProblem();
    void showLines(std::vector<LineTable::Line> lines);
    /// Shows `total` and nothing done; the sink moves the bar. A total of 0: nobody knows how much there is.
    [[nodiscard]] ProgressSink beginProgress(qint64 total);
    /// Tells why the work ended before its end: that the person stopped it, or what went wrong.
    void tellEarlyEnd(const Error &error, const QString &stopped, const QString &failed);

    /// The sheet is to close as soon as the work that was asked to stop has answered.
    void closeWhenEnded() { m_closesWhenEnded = true; }
    /// The work has answered.
    void ended();

    [[nodiscard]] QTableView *view() const { return m_view; }
    [[nodiscard]] QProgressBar *progress() const { return m_progress; }
    [[nodiscard]] QPushButton *mainButton() const { return m_main; }
    [[nodiscard]] QPushButton *closeButton() const { return m_close; }

private:
    QDialog *m_sheet;
    MessageBar *m_messages;
    QLabel *m_summary;
    LineTable *m_table;
    QTableView *m_view;
    QProgressBar *m_progress;
    QPushButton *m_main;
    QPushButton *m_close;
    bool m_closesWhenEnded = false;
};

} // namespace pulse::ui
