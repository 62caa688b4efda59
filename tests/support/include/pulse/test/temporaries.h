// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace pulse::test {

/// Has temporary folders made in memory from now on, also by the programs and servers that the test starts, unless
/// TMPDIR says where, or there is too little room: what asks about answers and not about a disk need not wait for one
/// at each sync. To be called before the first of them is made, and while there is one thread.
void keepTemporariesInMemory();

} // namespace pulse::test
